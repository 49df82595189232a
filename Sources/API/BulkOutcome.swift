import Hummingbird
import JSON
import Messages
import TaskModel

/// What came of a change to all that match a filter, as far as one request goes.
struct BulkOutcome {
    /// How many steps one request goes on for: what is left is for the next.
    static let maximumSteps = 100

    var changed = 0
    /// How many were left as they are.
    var refused = 0
    /// Whether there may be more that match.
    var more = true
    /// Whether an earlier request did it all.
    var isRepeated = false

    /// - Parameter done: what the changed ones are now, such as `deleted`.
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
    /// Goes on step by step, each a transaction of its own, so that the scheduler does other work in between.
    ///
    /// - Parameters:
    ///   - key: of the request, under which all steps are made: the answer to one counts what those before it did, too.
    ///   - operation: the step after a place in the list.
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
