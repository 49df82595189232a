import Foundation
import Testing

@Suite("CARILLON_DISPATCH=each-minute", .timeLimit(.minutes(20)))
struct EachMinuteTests {
    @Test("publishes what is due on the full minute only")
    func tick() async throws {
        let options = StackOptions(scheduler: ["CARILLON_DISPATCH": "each-minute"], isIdle: true)
        try await withStack(options) { stack in
            let draft = TaskDraft.webhook(stack.receiver.url())
            let id = try await stack.client.create(draft)
            try await stack.client.wait(for: id, toBe: "completed", timeout: .seconds(90))
            let request = try #require(stack.receiver.requests.first)
            #expect(request.arrival >= (try Date(rfc3339: draft.runAt).startOfNextMinute))
        }
    }
}
