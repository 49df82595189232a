import Foundation
import Testing

@Suite("The window of outstanding runs", .timeLimit(.minutes(20)))
struct WindowTests {
    @Test("keeps the queue short while the executor is away; what waits can still be deleted")
    func executorAway() async throws {
        let window = 500
        let total = 3000
        try await withStack(StackOptions(scheduler: ["CARILLON_WINDOW": "\(window)"])) { stack in
            #expect(await stack.executor.terminate() == 0)
            let ids = try await Burst.create(
                (0..<total).map { .message("window", body: "\($0)") }, in: stack)
            let queue = "carillon.actions.message"
            var count: Int?
            try await wait(until: "\(queue) holds the window", every: .milliseconds(200)) {
                count = try await stack.broker.messages(in: queue)
                return count == window
            } instead: {
                "it holds \(count ?? -1)"
            }
            let waiting = try await stack.client.ids("scheduled")
            #expect(try await stack.client.ids("running").count == window)
            #expect(waiting.count == total - window)

            let deleted = try #require(waiting.last)
            #expect(try await stack.client.delete(deleted).status == 200)
            #expect(try await stack.broker.messages(in: queue) == window)

            try await stack.executor.start()
            let rest = Set(ids.filter { $0 != deleted })
            try await wait(until: "the rest is completed", every: .milliseconds(250)) {
                rest.isSubset(of: try await stack.client.ids("completed"))
            }
            #expect(try await stack.client.ids("completed").count == total - 1)
        }
    }
}
