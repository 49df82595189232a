import HTTPTypes
import Hummingbird
import JSON
import Messages
import NIOCore
import Recurrence
import TaskModel
import Timekeeping

extension SchedulerClient {
    /// Asks, and hands the answer on.
    func answer(_ operation: SchedulerRequest.Operation, _ access: Access) async throws -> Response {
        .json(try await read(operation, access), status: .ok)
    }

    /// - Throws: ``Problem`` where the answer is no.
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
    /// A JSON answer that is ready as it is.
    static func json(_ body: RawJSON, status: HTTPResponse.Status) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: body.bytes)))
    }

    /// One task, with what tells whether its definition has changed.
    static func task(_ answer: RawJSON) throws -> Response {
        var response = json(answer, status: .ok)
        response.headers[.eTag] = try TaskDocument(answer).entityTag
        return response
    }

    /// One task after an edit of its times, with those that came next before and those that do now, if they differ.
    ///
    /// - Parameter calendars: those that its recurrence names.
    static func task(
        _ answer: RawJSON, before: [Timestamp], now: Timestamp, calendars: CalendarBook
    ) throws -> Response {
        let task = try TaskDocument(answer)
        let after = task.upcoming(after: now, calendars: calendars)
        var response = json(before == after ? answer : try answer.adding(before: before, after: after), status: .ok)
        response.headers[.eTag] = task.entityTag
        return response
    }

    /// The answer about a task that the request made, or found there.
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
