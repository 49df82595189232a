import TestSupport
import Testing

@Suite("A broker", .timeLimit(.minutes(5)))
struct BrokerFaultTests {
    @Test("that is killed in the middle of a burst and comes back loses none of its tasks")
    func killed() async throws {
        let concurrency = 50
        try await withOwnNode { node in
            let options = StackOptions(node: node, executors: [["CARILLON_CONCURRENCY": "\(concurrency)"]])
            try await withStack(options) { stack in
                stack.receiver.answer(ReceiverAnswer(delay: .milliseconds(20)))
                async let creation = Burst.create(Burst.webhooks(1000, to: stack.receiver), in: stack)
                try await wait(until: "400 webhooks have arrived", timeout: .seconds(90)) {
                    stack.receiver.count >= 400
                }
                await node.kill()
                try await node.restart()
                try await Burst.expectAll(try await creation, completedIn: stack, duplicates: concurrency)
            }
        }
    }

    @Test("that is away makes the API say so, and everything works again when it is back")
    func away() async throws {
        try await withOwnNode { node in
            try await withStack(StackOptions(node: node)) { stack in
                await node.stopNode()
                try await Unavailable.expect(stack)
                try await node.restart()
                try await stack.waitUntilReady()
                #expect(try await stack.client.page().tasks.isEmpty, "what was refused is not carried out later")
                let id = try await stack.client.create(.webhook(stack.receiver.url()))
                try await stack.client.wait(for: id, toBe: "completed")
                #expect(stack.receiver.requests.map(\.taskID) == [id])
            }
        }
    }
}
