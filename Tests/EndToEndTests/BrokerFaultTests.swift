import TestSupport
import Testing

@Suite("A broker", .timeLimit(.minutes(20)))
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

    @Test("that is restarted, blocks its publishers, closes all connections and freezes, loses none of the tasks")
    func maltreated() async throws {
        let concurrency = 20
        try await withOwnNode { node in
            let options = StackOptions(node: node, executors: [["CARILLON_CONCURRENCY": "\(concurrency)"]])
            try await withStack(options) { stack in
                Ledger.prepare(stack.receiver)
                var ledgers: [Ledger] = []
                func during(_ fault: () async throws -> Void) async throws {
                    let before = stack.receiver.count
                    async let creation = Ledger.create(300, in: stack)
                    try await wait(until: "50 more webhooks have arrived", timeout: .seconds(90)) {
                        stack.receiver.count >= before + 50
                    }
                    try await fault()
                    ledgers.append(try await creation)
                }
                try await during {
                    await node.stopNode()
                    try await node.restart()
                }
                try await during {
                    _ = try await node.rabbitmqctl("set_vm_memory_high_watermark", "0.00001")
                    try await wait(until: "the API says that nothing is taken", timeout: .seconds(30)) {
                        (try? await stack.client.post(.webhook(stack.receiver.url("/succeeds"))))?.status == 503
                    }
                    _ = try await node.rabbitmqctl("set_vm_memory_high_watermark", "0.4")
                }
                for _ in 0..<2 {
                    try await during {
                        _ = try await node.rabbitmqctl("close_all_connections", "for a test")
                    }
                }
                try await during {
                    node.freeze()
                    // Longer than two heartbeats, after which everybody gives the connection up.
                    let start = ContinuousClock.now
                    try await wait(until: "it has been frozen for long", timeout: .seconds(60)) {
                        ContinuousClock.now - start > .seconds(35)
                    }
                    node.resume()
                }
                try await stack.waitUntilReady()
                for ledger in ledgers {
                    // An executor that lives knows what it has done: nothing arrives twice.
                    try await ledger.expectTrueEnds(in: stack, duplicates: 0)
                }
            }
        }
    }

    @Test("that takes a run away, since it was not acknowledged in time, lets nothing be done twice")
    func consumerTimeout() async throws {
        try await withOwnNode { node in
            // In milliseconds. Channels that are opened from now on look at their consumers twice a second, not once a
            // minute.
            for (setting, value) in [("consumer_timeout", 2000), ("channel_tick_interval", 500)] {
                _ = try await node.rabbitmqctl("eval", "application:set_env(rabbit, \(setting), \(value)).")
            }
            try await withStack(StackOptions(node: node)) { stack in
                stack.receiver.answer("/held", .held)
                let id = try await stack.client.create(.webhook(stack.receiver.url("/held")))
                try await wait(until: "the webhook is under way") { stack.receiver.heldCount == 1 }
                try await wait(until: "the broker has taken it away twice", timeout: .seconds(60)) {
                    stack.executor.lines.count { $0.contains("the broker closed a channel") } >= 2
                }
                stack.receiver.release()
                try await stack.client.wait(for: id, toBe: "completed")
                #expect(stack.receiver.count == 1)
                #expect(try await stack.client.runs(id).count == 1)
            }
        }
    }
}
