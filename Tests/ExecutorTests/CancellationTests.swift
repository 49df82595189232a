import JSON
import Logging
import Messages
import TaskModel
import Testing
import Timekeeping
import TimekeepingTesting

@testable import Executor

/// Runs that a client cancels before they come, while they are performed, and after their end.
@Suite("A cancelled run", .timeLimit(.minutes(10))) struct CancellationTests {
    private let clock = ManualClock(now: Timestamp(milliseconds: 1_781_103_600_000))
    private let runs = StubSubscription()
    private let cancellations = StubSubscription()
    private let publisher = StubPublisher()
    private let steps = AsyncStream.makeStream(of: EndlessAction.Step.self)

    /// Runs an executor while `body` works.
    private func serving(_ body: () async throws -> Void) async throws {
        let executor = ExecutorService(
            actions: ActionRegistry([EndlessAction(clock: clock, steps: steps.continuation)]), subscriptions: [runs],
            cancellations: cancellations, publisher: publisher, clock: clock, random: .seeded(1),
            settings: .init(concurrency: 1, name: "me"), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        let running = Task { try await executor.run() }
        let result: Result<Void, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        await runs.stop()
        try await running.value
        try result.get()
    }

    private func request(_ number: UInt64, payload: RawJSON = RawJSON("true")) -> RunRequest {
        RunRequest(
            runID: RunID(high: 0, low: number), taskID: TaskID(high: 1, low: number), action: EndlessAction.name,
            payload: payload, scheduledFor: clock.now(), attempt: 1, maxAttempts: 5, timeoutSeconds: 30)
    }

    private func cancellation(_ number: UInt64) -> OutgoingMessage {
        let request = request(number)
        return RunCancellation(runID: request.runID, taskID: request.taskID, action: request.action).message()
    }

    private func nextStep() async -> EndlessAction.Step? {
        for await step in steps.stream { return step }
        return nil
    }

    @Test func `is ended if it is under way`() async throws {
        try await serving {
            runs.deliver(request(1).message())
            #expect(await nextStep() == .began)
            cancellations.deliver(cancellation(1))
            #expect(await nextStep() == .wasCancelled)
            let finished = try #require(await publisher.nextResult())
            #expect(finished.runID == request(1).runID)
            #expect(
                finished.result
                    == RunResult(
                        outcome: .rejected, startedAt: clock.now(), finishedAt: clock.now(),
                        error: RunError(code: "cancelled", message: "it was cancelled while it was under way"),
                        executor: "me"))
            #expect(await runs.nextSettlement() == .acknowledged(1))
            #expect(await cancellations.nextSettlement() == .acknowledged(1))
        }
    }

    @Test func `does not begin if it comes after its cancellation`() async throws {
        try await serving {
            cancellations.deliver(cancellation(1))
            #expect(await cancellations.nextSettlement() == .acknowledged(1))
            runs.deliver(request(1).message())
            let finished = try #require(await publisher.nextResult())
            #expect(finished.result.outcome == .rejected)
            #expect(
                finished.result.error == RunError(code: "cancelled", message: "it was cancelled before it began"))
            #expect(finished.result.startedAt == nil)
            #expect(await runs.nextSettlement() == .acknowledged(1))
            // The next run is performed.
            runs.deliver(request(2, payload: RawJSON("false")).message())
            #expect(await nextStep() == .began)
            let next = try #require(await publisher.nextResult())
            #expect(next.result.outcome == .succeeded)
        }
    }

    @Test func `keeps its result if it has one`() async throws {
        try await serving {
            runs.deliver(request(1, payload: RawJSON("false")).message())
            let next = try #require(await publisher.nextResult())
            #expect(next.result.outcome == .succeeded)
            #expect(await runs.nextSettlement() == .acknowledged(1))
            cancellations.deliver(cancellation(1))
            #expect(await cancellations.nextSettlement() == .acknowledged(1))
            // If it is delivered again, it is settled without a second result.
            runs.deliver(request(1).message())
            #expect(await runs.nextSettlement() == .acknowledged(2))
            runs.deliver(request(2, payload: RawJSON("false")).message())
            let other = try #require(await publisher.nextResult())
            #expect(other.runID == request(2).runID)
        }
    }

    @Test(arguments: [("carillon.run.cancel.v1", "{}"), ("carillon.run.cancel.v1", "?"), ("other.v1", "{}")])
    func `is ended although a malformed cancellation came before`(_ type: String, _ body: String) async throws {
        try await serving {
            runs.deliver(request(1).message())
            #expect(await nextStep() == .began)
            cancellations.deliver(type: type, Array(body.utf8))
            #expect(await cancellations.nextSettlement() == .acknowledged(1))
            cancellations.deliver(cancellation(1))
            #expect(await nextStep() == .wasCancelled)
            let finished = try #require(await publisher.nextResult())
            #expect(finished.result.error?.code == "cancelled")
        }
    }
}
