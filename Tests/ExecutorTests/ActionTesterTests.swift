import CarillonExecutor
import Foundation
import Testing

@Suite("A tester of actions") struct ActionTesterTests {
    private struct Remind: Action {
        static let name: ActionName = "remind"

        struct Payload: Codable, Sendable {
            var at: Date
            var naps: Int = 0
            var isBroken = false
        }

        struct Output: Codable, Hashable {
            let at: Date
            let now: Date
            let attempts: [Int]
        }

        struct Broken: Error {}

        func perform(_ payload: Payload, context: ActionContext) async throws -> ActionOutcome {
            if payload.isBroken { throw Broken() }
            for nap in 0..<payload.naps {
                context.logger.debug("nap", metadata: ["number": "\(nap)"])
                try await context.sleep(for: .seconds(10))
            }
            guard context.scheduledFor <= payload.at else {
                return try .failed(
                    code: "late", message: "too late", output: [context.idempotencyKey], retryAfter: .milliseconds(1500)
                )
            }
            return try .succeeded(
                output: Output(
                    at: payload.at, now: context.now, attempts: [context.attempt, context.maxAttempts]))
        }
    }

    private let tester = ActionTester(Remind())
    private var soon: Date { tester.start + 60 }

    @Test func `writes and reads payload and output, with dates to the millisecond`() async throws {
        var tester = tester
        tester.attempt = 2
        let date = soon + 0.125
        let report = try await tester.run(.init(at: date))
        let output = try #require(try report.outcome.output(as: Remind.Output.self))
        #expect(output == Remind.Output(at: date, now: tester.start, attempts: [2, 5]))
        #expect(report.outcome.status == .succeeded && report.outcome.code == nil)
        #expect(try report.outcome == .succeeded(output: output))
        let text = try await tester.run(json: #"{"at":"2026-06-10T17:00:00+02:00","naps":0,"isBroken":false}"#)
        #expect(try text.outcome.output(as: Remind.Output.self)?.at == tester.start)
    }

    @Test func `lets time go by only while the action sleeps, and keeps its log`() async throws {
        let report = try await tester.run(.init(at: soon, naps: 2))
        #expect(report.elapsed == .seconds(20))
        #expect(try report.outcome.output(as: Remind.Output.self)?.now == tester.start + 20)
        #expect(report.logs.map(\.message) == ["nap", "nap"])
        #expect(report.logs.map { $0.metadata["number"] } == ["0", "1"])
        #expect(report.logs.allSatisfy { $0.level == .debug && $0.metadata["task_id"]?.count == 36 })
    }

    @Test func `ends a run at its time limit`() async throws {
        let report = try await tester.run(.init(at: soon, naps: 3))
        #expect(report.outcome == .failed(code: "timeout", message: "the run took longer than 30 s"))
        #expect(report.elapsed == .seconds(30))
    }

    @Test func `shows failures: a thrown error, a payload that can't be read, an output with a time to wait`()
        async throws
    {
        let thrown = try await tester.run(.init(at: soon, isBroken: true))
        #expect(thrown.outcome == .failed(code: "action_error", message: "Broken()"))
        let unread = try await tester.run(json: #"{"at":"tomorrow","naps":0,"isBroken":false}"#)
        #expect(unread.outcome.code == "invalid_payload")
        #expect(
            unread.outcome.message == "payload/at must be a time in RFC 3339, such as 2026-07-01T09:00:00Z")
        await #expect(throws: (any Error).self) { try await tester.run(json: "{") }

        let late = try await tester.run(.init(at: tester.start - 1))
        #expect(late.outcome.status == .failed && late.outcome.retryAfter == .milliseconds(1500))
        let again = try await tester.run(.init(at: tester.start - 1))
        #expect(late.outcome == again.outcome, "all runs have the same idempotency key")
    }
}

@Suite("A program of executors") struct ExecutorAppTests {
    private struct Nothing: Action {
        static let name: ActionName = "nothing"

        struct Payload: Codable, Sendable {}

        func perform(_ payload: Payload, context: ActionContext) async throws -> ActionOutcome { .succeeded() }
    }

    @Test func `has at least one action, and each of its own name`() async {
        await #expect(throws: ExecutorAppError.self) { try await ExecutorApp(actions: []).run() }
        let error = await #expect(throws: ExecutorAppError.self) {
            try await ExecutorApp(actions: [Nothing(), Nothing()]).run()
        }
        #expect(error?.description == "two actions have the same name: nothing, nothing")
    }
}
