import JSON
import Messages
import TaskModel
import Timekeeping

/// Tasks like those that ``TaskRequests`` posts, for those measurements that leave the API out.
struct TaskSample: Sendable {
    private let payload: RawJSON

    /// - Parameter receiverPort: where the webhooks go.
    init(receiverPort: Int) {
        let text =
            #"{"url":"http://127.0.0.1:\#(receiverPort)/hook/00000000","data":{"message":"Your order is on its way","#
            + #""customer":"c-4711","order":"00000000"}}"#
        payload = RawJSON(unchecked: Array(text.utf8))
    }

    /// - Parameter dueAt: milliseconds since 1970.
    func create(dueAt: Int64, now: Timestamp, using random: inout some RandomNumberGenerator) -> TaskChange {
        .create(
            TaskDefinition(
                id: TaskID(milliseconds: now.milliseconds, using: &random), action: "webhook", payload: payload,
                runAt: Timestamp(milliseconds: dueAt)))
    }
}
