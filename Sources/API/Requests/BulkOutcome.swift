import Hummingbird
import JSON
import Messages
import TaskModel

/// The result of a change to all entries that match a filter, as far as one request carries it out.
struct BulkOutcome {
    /// The maximum number of steps of one request. The next request continues.
    static let maximumSteps = 100

    var changed = 0
    /// How many entries could not be changed.
    var refused = 0
    /// Whether more entries may match.
    var more = true
    /// Whether an earlier request changed all of them.
    var isRepeated = false

    /// - Parameter done: the name of the count in the response, such as `deleted`.
    func response(_ done: StaticString, refused showsRefused: Bool = false) -> Response {
        let body = JSONWriter.object { json in
            json.field(done, changed)
            if showsRefused { json.field("refused", refused) }
            json.key("more")
            json.bool(more)
        }
        return .json(RawJSON(unchecked: body), status: .ok).marked(isRepeated)
    }
}

extension SchedulerClient {
    /// Carries out a change step by step, each in a transaction of its own, so that the scheduler can do other work in
    /// between.
    ///
    /// - Parameters:
    ///   - key: the idempotency key of all steps. With it, the reply to a step also counts the steps before it.
    ///   - operation: returns the step after a place in the list.
    func changeInSteps(
        _ access: Access, once key: IdempotencyKey? = nil,
        _ operation: (_ cursor: String?) -> SchedulerRequest.Operation
    ) async throws -> BulkOutcome {
        var outcome = BulkOutcome()
        var cursor: String?
        var steps = 0
        while outcome.more, steps < BulkOutcome.maximumSteps {
            let answer = try BulkAnswer(decoding: await read(operation(cursor), access))
            outcome.changed = answer.changed + (key != nil ? 0 : outcome.changed)
            outcome.refused = answer.refused + (key != nil ? 0 : outcome.refused)
            outcome.isRepeated = answer.isRepeated
            cursor = answer.next
            outcome.more = cursor != nil
            steps += 1
        }
        return outcome
    }
}
