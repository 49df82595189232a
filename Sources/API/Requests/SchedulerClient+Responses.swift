import HTTPTypes
import Hummingbird
import JSON
import Messages
import NIOCore
import Recurrence
import TaskModel
import Timekeeping

extension SchedulerClient {
    /// Sends an operation, and returns the scheduler's reply unchanged.
    func response(to operation: SchedulerRequest.Operation, _ access: Access) async throws -> Response {
        .json(try await read(operation, access), status: .ok)
    }

    /// - Throws: ``Problem`` if the scheduler refuses.
    func read(_ operation: SchedulerRequest.Operation, _ access: Access) async throws -> RawJSON {
        switch try await send(operation, within: access.groups) {
        case .success(let answer): return answer
        case .failure(let failure): throw Problem(failure)
        }
    }
}

extension Problem {
    init(_ failure: SchedulerReply.Failure) {
        switch failure.code {
        case .notFound: self.init(status: .notFound, detail: failure.message)
        case .keyReused: self = TaskChangeAnswer.Conflict.keyReused.problem
        case .tooMany, .inUse: self.init(status: .conflict, detail: failure.message)
        case .unavailable: self = .unavailable(failure.message)
        case .storageFull:
            self.init(
                status: .init(code: 507, reasonPhrase: "Insufficient Storage"), detail: failure.message,
                retryAfterSeconds: 30)
        case .internalError: self.init(status: .internalServerError, detail: failure.message)
        }
    }
}

extension Response {
    /// A response with a body that is JSON already.
    static func json(_ body: RawJSON, status: HTTPResponse.Status) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: body.bytes)))
    }

    /// A response with one task, and the entity tag of its definition.
    static func task(_ answer: RawJSON) throws -> Response {
        var response = json(answer, status: .ok)
        response.headers[.eTag] = try TaskDocument(answer).entityTag
        return response
    }

    /// A response with a task after an edit of its times, and the next times before and after the edit, if they differ.
    ///
    /// - Parameter calendars: the calendars that the recurrence names.
    static func task(
        _ answer: RawJSON, before: [Timestamp], now: Timestamp, calendars: CalendarBook
    ) throws -> Response {
        let task = try TaskDocument(answer)
        let after = task.upcoming(after: now, calendars: calendars)
        var response = json(before == after ? answer : try answer.adding(before: before, after: after), status: .ok)
        response.headers[.eTag] = task.entityTag
        return response
    }

    /// A response about the task that the request created or found.
    static func created(_ id: TaskID, _ body: RawJSON, status: HTTPResponse.Status) -> Response {
        var response = json(body, status: status)
        response.headers[.location] = "/tasks/\(id)"
        return response
    }
}

extension RawJSON {
    fileprivate func adding(before: [Timestamp], after: [Timestamp]) throws -> RawJSON {
        let change = RawJSON(
            unchecked: JSONWriter.object { json in
                for (name, times): (StaticString, [Timestamp]) in [("before", before), ("after", after)] {
                    json.key(name)
                    json.array { json in
                        for time in times { json.string(time.rfc3339) }
                    }
                }
            })
        return RawJSON(members: (try members() ?? []) + [("schedule_change", change)])
    }
}

extension TaskChangeAnswer {
    /// Returns if the change was carried out.
    ///
    /// - Throws: ``Problem`` if the change was refused.
    func check(task id: TaskID) throws {
        switch self {
        case .done, .replayed, .unchanged, .replaced, .redriven, .queued, .cancelling, .each, .again: return
        case .notFound: throw Problem(status: .notFound, detail: "there is no task \(id)")
        case .conflict(let conflict), .refused(_, let conflict): throw conflict.problem
        }
    }

    /// Returns why a dead run was not changed.
    func problem(run id: RunID) -> Problem {
        if case .conflict(let conflict) = self { return conflict.problem }
        return Problem(status: .notFound, detail: "there is no run \(id)")
    }
}

extension TaskChangeAnswer.Conflict {
    var problem: Problem {
        switch self {
        case .nameTaken:
            Problem(
                status: .conflict, detail: "another task has this name",
                errors: [FieldError("/name", "is the name of a live task: choose another, or use PUT /tasks/by-name")])
        case .keyReused:
            Problem(
                status: .conflict, detail: "this Idempotency-Key came with another request before: use a new key",
                errors: [FieldError("Idempotency-Key", "was used with another request in the last 24 hours")])
        case .notDead:
            Problem(status: .conflict, detail: "the run is not dead: GET /dead lists dead runs")
        case .ended: Problem(status: .conflict, detail: "the task has ended: there is nothing to change")
        case .nothingToCancel:
            Problem(
                status: .conflict,
                detail: "no run of the task is under way: pause or delete the task to keep it from running")
        case .changed: Problem(status: .conflict, detail: "another client changed the task: try again")
        case .noCalendar:
            Problem(
                status: .conflict, detail: "a calendar that the recurrence names was deleted a moment ago",
                errors: [FieldError("/recurrence", "names a calendar that no longer exists")])
        case .noTask:
            Problem(
                status: .conflict, detail: "this is a message that belongs to no task: it can only be discarded")
        }
    }
}
