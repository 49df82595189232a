import Foundation
import JSON
import Testing

@Suite("A queue that is deleted with runs in it", .timeLimit(.minutes(20)))
struct QueueLostTests {
    @Test("loses none of their tasks, although some are under way")
    func webhooks() async throws {
        let concurrency = 4
        try await withStack(StackOptions(executors: [["CARILLON_CONCURRENCY": "\(concurrency)"]])) { stack in
            stack.receiver.answer(.held)
            let ids = try await Burst.create(Burst.webhooks(60, to: stack.receiver), in: stack)
            try await wait(until: "some are under way", timeout: .seconds(60)) { stack.receiver.heldCount > 0 }
            try await stack.broker.delete(queue: "carillon.actions.webhook")
            stack.receiver.answer(ReceiverAnswer())
            stack.receiver.release()
            // The executors have room for as many again as they perform at once; these they had taken, too.
            try await Burst.expectAll(ids, completedIn: stack, duplicates: 2 * concurrency, timeout: .seconds(200))
        }
    }

    @Test("loses none of their tasks, and the history tells of it")
    func waiting() async throws {
        try await withStack { stack in
            let queue = "carillon.actions.greet"
            try await stack.broker.declare(queue: queue, boundTo: "carillon.actions", routingKey: "greet")
            let drafts = (0..<100).map { TaskDraft.custom("greet", payload: #"{"name":"Ada \#($0)"}"#) }
            let ids = try await Burst.create(drafts, in: stack)
            // The broker counts every few seconds.
            try await wait(until: "all wait in the queue", timeout: .seconds(60)) {
                try await stack.broker.messages(in: queue) == ids.count
            }
            try await stack.broker.delete(queue: queue)
            try await withGreetConsumer(of: stack) {
                try await wait(until: "all are completed", timeout: .seconds(200), every: .milliseconds(250)) {
                    try await stack.client.ids("completed").count == ids.count
                }
            }
            for id in ids {
                let lost = try await stack.client.runs(id).filter { $0["state"]?.string == "lost" }
                #expect(lost.map { $0["error"]?["code"]?.string } == ["lost"])
            }
        }
    }
}
