import Foundation
import JSON
import Testing

/// In debug builds the scheduler can be told to die after a step; see `FaultPoint`.
@Suite("A scheduler that dies between two steps", .timeLimit(.minutes(20)))
struct FaultPointTests {
    /// After which step, and the how many'th time.
    private static let deaths = [
        "request-taken:20", "change-committed:20", "claim-committed:3", "runs-confirmed:3", "runs-marked:1",
        "results-committed:5", "results-acknowledged:5",
    ]

    @Test("loses nothing and repeats nothing", arguments: deaths)
    func dies(_ death: String) async throws {
        let options = StackOptions(
            scheduler: ["CARILLON_FAULT": death], executors: [["CARILLON_CONCURRENCY": "20"]])
        try await withStack(options) { stack in
            // Slow enough for runs to be marked before their results come.
            Ledger.prepare(stack.receiver, delay: .milliseconds(300))
            async let creation = Ledger.create(200, in: stack)
            #expect(await stack.scheduler.ended() == -9, "it died by itself")
            try await stack.scheduler.start(without: "CARILLON_FAULT")
            // An executor that lives knows the runs that it has done: nothing arrives twice.
            try await creation.expectTrueEnds(in: stack, duplicates: 0)
        }
    }

    @Test("withdrawing runs that no queue took, it keeps them")
    func withdrawing() async throws {
        let options = StackOptions(scheduler: ["CARILLON_FAULT": "runs-withdrawn:1"])
        try await withStack(options) { stack in
            let id = try await stack.client.create(.custom("nobody"))
            #expect(await stack.scheduler.ended() == -9)
            try await stack.scheduler.start(without: "CARILLON_FAULT")
            try await stack.waitUntilReady()
            try await wait(until: "the task says why it waits") {
                try await stack.client.task(id)["waiting"]?["reason"]?.string == "no_consumer"
            }
        }
    }

    @Test("recording a dead letter, it records it once")
    func letters() async throws {
        let options = StackOptions(scheduler: ["CARILLON_FAULT": "letters-committed:1"])
        try await withStack(options) { stack in
            try await stack.broker.publish(
                "not JSON", type: "carillon.run.finished.v1", to: "carillon.events", routingKey: "run.finished.webhook",
                messageID: "01970000-0000-7000-8000-000000000001")
            #expect(await stack.scheduler.ended() == -9)
            try await stack.scheduler.start(without: "CARILLON_FAULT")
            try await stack.waitUntilReady()
            // The letter comes again; another follows it.
            try await stack.broker.publish(
                "nor this", type: "carillon.run.finished.v1", to: "carillon.events", routingKey: "run.finished.webhook",
                messageID: "01970000-0000-7000-8000-000000000002")
            try await wait(until: "both are there") { try await stack.client.dead().count >= 2 }
            #expect(try await stack.client.dead().count == 2)
        }
    }
}
