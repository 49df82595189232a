import HTTPTypes
import Messages
import TaskModel

extension TaskChangeAnswer {
    /// Does nothing where a change of a task was carried out.
    ///
    /// - Throws: ``Problem`` where it was not.
    func check(task id: TaskID) throws {
        switch self {
        case .done, .replayed, .unchanged, .replaced, .redriven, .queued, .cancelling, .each, .again: return
        case .notFound: throw Problem(status: .notFound, detail: "there is no task \(id)")
        case .conflict(let conflict), .refused(_, let conflict): throw conflict.problem
        }
    }

    /// Why a dead run was not changed.
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
            Problem(status: .conflict, detail: "the run is not dead: GET /dead lists those that are")
        case .ended: Problem(status: .conflict, detail: "the task has ended: there is nothing to change")
        case .nothingToCancel:
            Problem(
                status: .conflict,
                detail: "nothing of the task is under way: pause it, or delete it, to keep it from running")
        case .changed: Problem(status: .conflict, detail: "the task was changed by somebody else: try again")
        case .noCalendar:
            Problem(
                status: .conflict, detail: "a calendar that the recurrence names was deleted a moment ago",
                errors: [FieldError("/recurrence", "names a calendar that is not there any more")])
        case .noTask:
            Problem(
                status: .conflict, detail: "this is a message that belongs to no task: it can only be discarded")
        }
    }
}
