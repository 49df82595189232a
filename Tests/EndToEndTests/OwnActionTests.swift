import Foundation
import JSON
import Testing

@Suite("An action of one's own", .timeLimit(.minutes(20)))
struct OwnActionTests {
    @Test("waits and says why until somebody consumes it, in whatever language")
    func foreignConsumer() async throws {
        try await withStack { stack in
            let id = try await stack.client.create(.custom("greet", payload: #"{"name":"Ada"}"#))
            try await wait(until: "the task says why it waits") {
                try await stack.client.task(id)["waiting"]?["reason"]?.string == "no_consumer"
            }
            let task = try await stack.client.task(id)
            #expect(task["status"]?.string == "scheduled")
            #expect(task["waiting"]?["detail"]?.string?.contains("greet") == true)
            #expect(task["waiting"]?["since"]?.string != nil)

            try await withGreetConsumer(of: stack) {
                let done = try await stack.client.wait(for: id, toBe: "completed")
                #expect(done["waiting"] == nil)
                #expect(done["last_run"]?["state"]?.string == "succeeded")
            }
        }
    }

    @Test("is seen before a task names it, where its executor says so")
    func seenEarly() async throws {
        try await withStack { stack in
            try await stack.broker.publish(
                #"{"action":"greet"}"#, type: "carillon.action.served.v1", to: "carillon.events",
                routingKey: "action.served.greet")
            try await wait(until: "the action is listed") {
                let actions = try await stack.client.request("GET", "/actions").json?["actions"]?.array ?? []
                return actions.contains { $0["action"]?.string == "greet" && $0["queue"]?.string == "missing" }
            }
        }
    }
}
