import Foundation
import Glibc
import JSON
import TestSupport
import Testing

/// Debug builds of the executor end themselves on runs whose payload contains `CARILLON_POISON`.
@Suite("A run that ends its executor", .timeLimit(.minutes(20)))
struct SuspectTests {
    @Test("is dead with what happened, and takes no others with it")
    func poison() async throws {
        // A backtrace would hold the dying executor for seconds, and tells nothing here.
        let settings = ["CARILLON_POISON": "/poison", "SWIFT_BACKTRACE": "enable=no"]
        try await withStack(StackOptions(executors: [settings])) { stack in
            stack.receiver.answer(ReceiverAnswer(delay: .milliseconds(50)))
            let poisons = (0..<3).map { _ in TaskDraft.webhook(stack.receiver.url("/poison")) }
            let supervision = Task {
                var deaths = 0
                while await stack.executor.ended(within: .seconds(600)) == -SIGABRT {
                    deaths += 1
                    try await stack.executor.start()
                }
                return deaths
            }
            async let creation = Burst.create(Burst.webhooks(100, to: stack.receiver), in: stack)
            let bad = try await Burst.create(poisons, in: stack)
            let good = try await creation
            for id in bad { try await stack.client.wait(for: id, toBe: "failed") }
            // At most twice: once in an executor that died, and once in a worker.
            try await Burst.expectAll(good, completedIn: stack, duplicates: good.count)
            let counts = Dictionary(grouping: stack.receiver.requests.compactMap(\.taskID), by: { $0 }).mapValues(
                \.count)
            #expect(counts.values.max() ?? 0 <= 3)
            #expect(Set(try await stack.client.dead().compactMap { $0["task_id"]?.string }) == Set(bad))
            let error = try #require(try await stack.client.task(bad[0])["error"])
            #expect(error["code"]?.string == "executor_crashed")
            #expect(error["message"]?.string?.contains("SIGABRT") == true)

            // Put back, it ends no executor: its like is known.
            let lives = stack.executor.processID
            let run = try #require(try await stack.client.dead().first?["run_id"]?.string)
            #expect(try await stack.client.request("POST", "/dead/\(run)/redrive").status == 200)
            try await wait(until: "it is dead again") { try await stack.client.dead().count == bad.count }
            #expect(stack.executor.processID == lives)
            await stack.executor.kill()
            #expect((1...3).contains(try await supervision.value))
        }
    }

    @Test("is not blamed for the deaths of an executor that had many")
    func manyDeaths() async throws {
        try await withStack { stack in
            stack.receiver.answer("/burst", .held)
            let ids = try await Burst.create(Burst.webhooks(12, to: stack.receiver), in: stack)
            // More often than the broker hands a run out.
            for round in 1...5 {
                try await wait(until: "all are under way", timeout: .seconds(60)) {
                    stack.receiver.count >= round * ids.count
                }
                try await stack.executor.crash()
            }
            stack.receiver.answer("/burst", ReceiverAnswer())
            stack.receiver.release()
            try await Burst.expectAll(ids, completedIn: stack, duplicates: 100)
            #expect(try await stack.client.dead().isEmpty)
        }
    }

    @Test("in another language, too, and others of its consumer are not blamed")
    func foreignConsumer() async throws {
        let python = try GreetConsumer.python.get()
        try await withStack { stack in
            // Dies of a payload, as a fault in a library does.
            let script = try String(contentsOf: GreetConsumer.script, encoding: .utf8)
                .replacing(
                    "    return {\"greeting\"",
                    with: "    if payload['name'] == 'poison': os._exit(1)\n    return {\"greeting\"")
            let path = stack.directory + "/fragile.py"
            try script.write(toFile: path, atomically: true, encoding: .utf8)
            let start = {
                try await ChildProcess.start(
                    [python, path], environment: ["CARILLON_AMQP_URL": stack.broker.url(), "PYTHONUNBUFFERED": "1"],
                    output: stack.directory + "/fragile.log")
            }
            let first = try await start()
            try await stack.waitForConsumers(1, of: "carillon.actions.greet")
            let supervision = Task {
                var consumer = first
                while await withTaskCancellationHandler(
                    operation: { await consumer.wait() },
                    onCancel: { [consumer] in
                        consumer.signal(SIGKILL)
                    }) == 1
                { consumer = try await start() }
            }
            var drafts = (0..<40).map { TaskDraft.custom("greet", payload: #"{"name":"Ada \#($0)"}"#) }
            drafts.insert(.custom("greet", payload: #"{"name":"poison"}"#), at: 5)
            drafts.insert(.custom("greet", payload: #"{"name":"poison"}"#), at: 20)
            let ids = try await Burst.create(drafts, in: stack)
            try await wait(until: "all have ended", timeout: .seconds(120), every: .milliseconds(500)) {
                try await stack.client.ids("completed").count + stack.client.ids("failed").count == ids.count
            }
            supervision.cancel()
            _ = try? await supervision.value
            #expect(try await stack.client.ids("completed").count == 40)
            let dead = try await stack.client.dead()
            #expect(dead.count == 2)
            #expect(Set(dead.map { $0["error"]?["code"]?.string }) == ["executor_crashed"])
        }
    }
}
