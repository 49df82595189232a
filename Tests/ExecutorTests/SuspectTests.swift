import JSON
import Logging
import Messages
import Synchronization
import TaskModel
import Testing
import Timekeeping
import TimekeepingTesting

@testable import Executor

/// Runs that may end the process that performs them.
@Suite("A suspect run", .timeLimit(.minutes(10))) struct SuspectTests {
    private let clock = ManualClock(now: Timestamp(milliseconds: 1_781_103_600_000))
    private let runs = StubSubscription()
    private let cancellations = StubSubscription()
    private let publisher = StubPublisher()
    private let workers = StubWorkers()
    private let steps = AsyncStream.makeStream(of: EndlessAction.Step.self)

    /// Runs an executor while `body` works, on a clock that moves by itself.
    private func serving(_ body: () async throws -> Void) async throws {
        let executor = ExecutorService(
            actions: ActionRegistry([EndlessAction(clock: clock, steps: steps.continuation)]), subscriptions: [runs],
            cancellations: cancellations, publisher: publisher, workers: workers, clock: clock, random: .seeded(1),
            settings: .init(concurrency: 1, name: "me"), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        let running = Task { try await executor.run() }
        let time = Task {
            while !Task.isCancelled {
                clock.advance(by: .milliseconds(10))
                try? await Task.sleep(for: .milliseconds(1))
            }
        }
        let result: Result<Void, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        await runs.stop()
        try await running.value
        time.cancel()
        try result.get()
    }

    private func request(_ number: UInt64, _ payload: String, task: UInt64? = nil, suspect: Bool = false) -> RunRequest
    {
        RunRequest(
            runID: RunID(high: 0, low: number), taskID: TaskID(high: 1, low: task ?? number),
            action: EndlessAction.name, payload: RawJSON(unchecked: Array(payload.utf8)), scheduledFor: clock.now(),
            attempt: 1, maxAttempts: 5,
            timeoutSeconds: 30, isSuspect: suspect)
    }

    private var launched: Int { workers.state.withLock { $0.launched } }

    @Test(arguments: [false, true])
    func `is performed in a worker, and an ordinary one is not`(_ isMarked: Bool) async throws {
        try await serving {
            runs.deliver(request(1, "false").message())
            let ordinary = try #require(await publisher.nextResult())
            #expect(ordinary.runID == request(1, "").runID)
            #expect(launched == 0)
            runs.deliver(request(2, #""done""#, suspect: isMarked).message(), redelivered: !isMarked)
            let finished = try #require(await publisher.nextResult())
            #expect(finished.result.outcome == .succeeded)
            #expect(finished.result.executor == "me")
            #expect(launched == 1)
        }
    }

    @Test func `that ends three workers is dead, and the next of its task begins in a worker`() async throws {
        try await serving {
            runs.deliver(request(1, #""poison""#, task: 1).message(), redelivered: true)
            let finished = try #require(await publisher.nextResult())
            #expect(finished.result.outcome == .rejected)
            #expect(finished.result.error?.code == "executor_crashed")
            #expect(finished.result.error?.message.contains("SIGABRT") == true)
            #expect(launched == 3)
            #expect(await runs.nextSettlement() == .acknowledged(1))
            runs.deliver(request(2, #""done""#, task: 1).message())
            let next = try #require(await publisher.nextResult())
            #expect(next.result.outcome == .succeeded)
            #expect(launched == 4)
        }
    }

    @Test func `that ends a worker makes all others begin in workers for a while`() async throws {
        try await serving {
            runs.deliver(request(1, #""poison""#).message(), redelivered: true)
            runs.deliver(request(2, #""poison""#).message())
            runs.deliver(request(3, #""done""#).message())
            for _ in 1...3 { _ = try #require(await publisher.nextResult()) }
            // The second run is of another task and came for the first time, and the executor is alive.
            #expect(launched >= 6)
            clock.advance(by: SuspicionMemory.suspicionAfterDeath)
            let before = workers.state.withLock { $0.began.count }
            runs.deliver(request(4, "false").message())
            #expect(try #require(await publisher.nextResult()).runID == request(4, "").runID)
            #expect(workers.state.withLock { $0.began.count } == before)
        }
    }

    @Test func `counts no death of a worker that it shared`() async throws {
        try await serving {
            // All workers are taken, so the poison joins one of them.
            for number in 1...8 { runs.deliver(request(UInt64(number), #""wait""#).message(), redelivered: true) }
            for _ in 1...8 { _ = await workers.nextBegin() }
            runs.deliver(request(9, #""poison""#).message(), redelivered: true)
            let finished = try #require(await publisher.nextResult())
            let poison = request(9, "").runID
            #expect(finished.runID == poison)
            #expect(finished.result.error?.code == "executor_crashed")
            // Once in a shared worker, three times alone.
            let began = workers.state.withLock { $0.began.map(\.run) }
            #expect(began.count { $0 == finished.runID } == 4)
            // One other run was in the shared worker and began again.
            #expect(began.count == 13)
        }
    }

    @Test(arguments: [#""wait""#, #""stuck""#])
    func `ends when its time is up, and its worker with it if it takes no notice`(_ payload: String) async throws {
        try await serving {
            runs.deliver(request(1, payload).message(), redelivered: true)
            let finished = try #require(await publisher.nextResult())
            #expect(finished.result.outcome == .failed)
            #expect(finished.result.error?.code == "timeout")
            let stopped = workers.state.withLock { $0.stopped }
            #expect(stopped == [finished.runID])
            if payload == #""stuck""# {
                while workers.state.withLock({ $0.killed }).isEmpty { await Task.yield() }
            }
            runs.deliver(request(2, #""done""#).message(), redelivered: true)
            let next = try #require(await publisher.nextResult())
            #expect(next.result.outcome == .succeeded)
            #expect(launched == (payload == #""stuck""# ? 2 : 1))
        }
    }

    @Test func `that is cancelled counts no death`() async throws {
        try await serving {
            let run = request(1, #""wait""#)
            runs.deliver(run.message(), redelivered: true)
            _ = await workers.nextBegin()
            cancellations.deliver(
                RunCancellation(runID: run.runID, taskID: run.taskID, action: run.action).message())
            let finished = try #require(await publisher.nextResult())
            #expect(finished.result.error?.code == "cancelled")
        }
    }

    @Test func `waits while no worker can be started`() async throws {
        workers.state.withLock { $0.failures = 5 }
        try await serving {
            runs.deliver(request(1, #""done""#).message(), redelivered: true)
            let next = try #require(await publisher.nextResult())
            #expect(next.result.outcome == .succeeded)
        }
    }
}
