import Foundation
import JSON
import Testing

/// What a broken executor may say of runs.
@Suite("A result", .timeLimit(.minutes(20)))
struct OddResultTests {
    @Test("of an older attempt changes nothing, whenever it comes")
    func olderAttempt() async throws {
        try await withOddAction { stack in
            let retry = #""retry":{"max_attempts":3,"schedule_seconds":[3600]}"#
            let id = try await stack.client.create(.custom("odd", more: retry))
            let run = try await take(from: stack)
            try await say(run, outcome: "failed", in: stack)
            try await wait(until: "the second attempt waits") {
                try await stack.client.task(id)["attempt"]?.int == 2
            }
            let before = (try await stack.client.task(id), try await stack.client.runs(id))
            for outcome in ["succeeded", "failed", "rejected"] {
                try await say(run, outcome: outcome, in: stack)
                // Nor does one that names the attempt which is to come, of a run that is over.
                try await say(run, attempt: 2, outcome: outcome, in: stack)
            }
            try await expectWorks(stack)
            #expect(before.0["status"]?.string == "scheduled")
            #expect(before.1.last?["state"]?.string == "failed")
            #expect(try await stack.client.task(id) == before.0)
            #expect(try await stack.client.runs(id) == before.1)
        }
    }

    @Test("for a run that nobody knows, for another task's and for a deleted task's changes nothing")
    func unknown() async throws {
        try await withOddAction { stack in
            let deleted = try await stack.client.create(.custom("odd"))
            let deletedRun = try await take(from: stack)
            #expect(try await stack.client.delete(deleted).status == 200)
            let id = try await stack.client.create(.custom("odd"))
            let run = try await take(from: stack)
            #expect(run.taskID == id)
            try await say(deletedRun, in: stack)
            try await say(Run(runID: "01a20a34-5d45-7a1a-86b3-a63a708f63ab", taskID: id), in: stack)
            try await say(Run(runID: run.runID, taskID: deleted), in: stack)
            try await say(Run(runID: run.runID, taskID: "01a20a34-5d45-7a1a-86b3-a63a708f63ab"), in: stack)
            try await say(run, attempt: 7, in: stack)
            try await expectWorks(stack)
            #expect(try await stack.client.task(id)["status"]?.string == "running")
            #expect(try await stack.client.request("GET", "/tasks/\(deleted)").status == 404)
            #expect(try await stack.client.dead().isEmpty)
            try await say(run, in: stack)
            try await stack.client.wait(for: id, toBe: "completed")
        }
    }

    @Test(
        "with times that cannot be counts, without them",
        arguments: [
            ("1970-01-01T00:00:00Z", "1970-01-01T00:00:01Z"), ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"),
            ("2026-01-02T00:00:00Z", "2026-01-01T00:00:00Z"),
        ])
    func impossibleTimes(_ started: String, _ finished: String) async throws {
        try await withOddAction { stack in
            let id = try await stack.client.create(.custom("odd", more: #""recurrence":"daily""#))
            let run = try await take(from: stack)
            let next = try #require(try await stack.client.task(id)["run_at"]?.string)
            try await say(run, more: #","started_at":"\#(started)","finished_at":"\#(finished)""#, in: stack)
            try await stack.client.wait(for: id, toBe: "scheduled")
            let (recorded, now) = (try #require(try await stack.client.runs(id).first), Date())
            #expect(recorded["state"]?.string == "succeeded")
            #expect(recorded["started_at"]?.string == nil)
            let end = try Date(rfc3339: try #require(recorded["finished_at"]?.string))
            #expect(abs(end.timeIntervalSince(now)) < 60)
            #expect(recorded["duration_ms"] == nil)
            // It does not move the schedule.
            let following = try #require(try await stack.client.task(id)["run_at"]?.string)
            let step = try Date(rfc3339: following).timeIntervalSince(Date(rfc3339: next))
            #expect(step == 0 || step == 86_400)
        }
    }

    @Test("of 10 MiB, or with broken UTF-8, is a dead letter or is cut; the scheduler goes on")
    func oversized() async throws {
        try await withOddAction { stack in
            let id = try await stack.client.create(.custom("odd"))
            let run = try await take(from: stack)
            let start = #"{"run_id":"\#(run.runID)","task_id":"\#(run.taskID)","attempt":1,"outcome":"succeeded""#
            let broken = Data((start + #","output":""#).utf8) + [0xFF, 0xC3, 0x28] + Data(#""}"#.utf8)
            try await publish(broken, in: stack)
            try await publish(Data(repeating: UInt8(ascii: "x"), count: 10 << 20), in: stack)
            try await wait(until: "they are among the dead", timeout: .seconds(60)) {
                try await stack.client.dead().count == 2
            }
            for letter in try await stack.client.dead() {
                #expect(letter["error"]?["code"]?.string == "undecodable")
                #expect((letter["output"]?["body"]?.string ?? "").utf8.count <= 64 * 1024)
            }
            #expect(try await stack.client.task(id)["status"]?.string == "running")
            let long = String(repeating: "y", count: 10 << 20)
            try await publish(Data((start + #","output":"\#(long)"}"#).utf8), in: stack)
            try await stack.client.wait(for: id, toBe: "completed")
            let recorded = try #require(try await stack.client.runs(id).first)
            #expect(recorded["output"]?["truncated"] == .bool(true))
            try await expectWorks(stack)
        }
    }

    // MARK: -

    private struct Run {
        var runID: String
        var taskID: String
    }

    private static let queue = "carillon.actions.odd"

    private func withOddAction(
        isolation: isolated (any Actor)? = #isolation, _ body: (Stack) async throws -> Void
    ) async throws {
        try await withStack { stack in
            try await stack.broker.declare(queue: Self.queue, boundTo: "carillon.actions", routingKey: "odd")
            try await body(stack)
        }
    }

    /// Takes a run from the queue, as an executor does.
    private func take(from stack: Stack) async throws -> Run {
        var found: BrokerMessage?
        try await wait(until: "a run is in the queue") {
            found = try await stack.broker.take(from: Self.queue).first
            return found != nil
        }
        let body = try JSONValue(parsing: try #require(found).body.utf8)
        return Run(
            runID: try #require(body["run_id"]?.string), taskID: try #require(body["task_id"]?.string))
    }

    /// - Parameter more: further fields.
    private func say(
        _ run: Run, attempt: Int = 1, outcome: String = "succeeded", more: String = "", in stack: Stack
    ) async throws {
        let fields = #""run_id":"\#(run.runID)","task_id":"\#(run.taskID)","attempt":\#(attempt)"#
        try await publish(Data(#"{\#(fields),"outcome":"\#(outcome)"\#(more)}"#.utf8), in: stack)
    }

    private func publish(_ body: Data, in stack: Stack) async throws {
        try await stack.broker.publishDirectly(
            body, type: "carillon.run.finished.v1", to: "carillon.events", routingKey: "run.finished.odd")
    }

    /// What is published after odd results is dealt with after them: once this is done, so are they.
    private func expectWorks(_ stack: Stack) async throws {
        let id = try await stack.client.create(.webhook(stack.receiver.url()))
        try await stack.client.wait(for: id, toBe: "completed")
    }
}
