import JSON
import Testing

@Suite("Executors", .timeLimit(.minutes(20)))
struct ExecutorSharingTests {
    @Test("share the work")
    func share() async throws {
        let one = ["CARILLON_CONCURRENCY": "1"]
        try await withStack(StackOptions(executors: [one, one])) { stack in
            stack.receiver.answer("/held", .held)
            var ids: [String] = []
            for _ in 0..<3 { ids.append(try await stack.client.create(.webhook(stack.receiver.url("/held")))) }
            // Each does one at a time: two under way are one of each, and the third waits, in the queue or for the host's
            // share.
            try await wait(until: "two webhooks are under way") { stack.receiver.heldCount == 2 }
            #expect(stack.receiver.heldCount == 2)
            stack.receiver.answer("/held", ReceiverAnswer())
            stack.receiver.release()
            for id in ids { try await stack.client.wait(for: id, toBe: "completed") }
            #expect(stack.receiver.count == 3)
        }
    }

    @Test("serve only the actions that they are told to")
    func only() async throws {
        try await withStack(StackOptions(executors: [["CARILLON_ACTIONS": "message"]])) { stack in
            let webhook = try await stack.client.create(.webhook(stack.receiver.url()))
            let message = try await stack.client.create(.message("news", body: "1"))
            try await stack.client.wait(for: message, toBe: "completed")
            try await wait(until: "the webhook says why it waits") {
                try await stack.client.task(webhook)["waiting"]?["reason"]?.string == "no_consumer"
            }
            #expect(try await stack.client.task(webhook)["status"]?.string == "scheduled")
            #expect(stack.receiver.count == 0)

            let other = ServiceProcess(
                .executor, name: "executor-webhook",
                environment: ["CARILLON_AMQP_URL": stack.broker.url(), "CARILLON_ACTIONS": "webhook"],
                directory: stack.directory)
            try await other.start()
            try await stack.client.wait(for: webhook, toBe: "completed")
            #expect(await other.terminate() == 0)
            #expect(stack.receiver.count == 1)
        }
    }
}
