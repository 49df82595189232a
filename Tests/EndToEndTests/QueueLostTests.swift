import Foundation
import Testing

@Suite("A queue that is deleted with runs in it", .timeLimit(.minutes(20)))
struct QueueLostTests {
    @Test("loses none of their tasks, and the history tells of it")
    func deleted() async throws {
        let concurrency = 4
        try await withStack(StackOptions(executors: [["CARILLON_CONCURRENCY": "\(concurrency)"]])) { stack in
            stack.receiver.answer(.held)
            let url = stack.receiver.url()
            let drafts = (0..<200).map { _ in TaskDraft.webhook(url, #""timeout_seconds":15"#) }
            let ids = try await Burst.create(drafts, in: stack)
            // The broker counts every few seconds, and runs end meanwhile by their timeouts.
            try await wait(until: "some are under way and most wait in the queue", timeout: .seconds(60)) {
                guard stack.receiver.heldCount > 0 else { return false }
                return try await stack.broker.messages(in: "carillon.actions.webhook") ?? 0 > ids.count / 2
            }
            try await stack.broker.delete(queue: "carillon.actions.webhook")
            stack.receiver.answer(ReceiverAnswer())
            stack.receiver.release()
            // The executors have room for as many again as they perform at once; these they had taken, too. And some may
            // have timed out before the queue was deleted.
            try await Burst.expectAll(ids, completedIn: stack, duplicates: 4 * concurrency, timeout: .seconds(200))
            let histories = try await ids.asyncMap { try await stack.client.runs($0) }
            let lost = histories.joined().filter { $0["state"]?.string == "lost" }
            #expect(lost.count > ids.count / 4)
            #expect(Set(lost.map { $0["error"]?["code"]?.string }) == ["lost"])
        }
    }
}

extension [String] {
    fileprivate func asyncMap<Value>(_ transform: (String) async throws -> Value) async rethrows -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await transform(element)) }
        return values
    }
}
