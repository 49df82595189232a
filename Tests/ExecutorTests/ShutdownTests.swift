import JSON
import Logging
import Messages
import ServiceLifecycle
import TaskModel
import Testing
import Timekeeping
import TimekeepingTesting

@testable import Executor

@Suite("An executor that is asked to stop", .timeLimit(.minutes(10))) struct ShutdownTests {
    private let clock = ManualClock(now: Timestamp(milliseconds: 1_781_103_600_000))
    private let runs = StubSubscription()
    private let publisher = StubPublisher()
    private let steps = AsyncStream.makeStream(of: EndlessAction.Step.self)
    private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private func group(_ action: any Action) -> ServiceGroup {
        let executor = ExecutorService(
            actions: ActionRegistry([action]), subscriptions: [runs], cancellations: StubSubscription(),
            publisher: publisher, clock: clock, random: .seeded(1),
            settings: .init(concurrency: 1, name: "me", actions: [type(of: action).name]), logger: logger)
        return ServiceGroup(services: [executor], logger: logger)
    }

    private var endless: EndlessAction { EndlessAction(clock: clock, steps: steps.continuation) }

    private func request(_ action: ActionName, _ payload: RawJSON) -> RunRequest {
        RunRequest(
            runID: RunID(high: 0, low: 1), taskID: TaskID(high: 1, low: 1), action: action, payload: payload,
            scheduledFor: clock.now(), attempt: 1, maxAttempts: 5, timeoutSeconds: 30)
    }

    private func nextStep() async -> EndlessAction.Step? {
        for await step in steps.stream { return step }
        return nil
    }

    // The clock stands still unless a test moves it, so a test that needs time to pass does not end.

    @Test func `ends at once if it has no runs, and leaves nothing asleep`() async throws {
        let group = group(endless)
        async let running: Void = group.run()
        #expect(await publisher.nextServed()?.concurrency == 1)
        await group.triggerGracefulShutdown()
        try await running
        #expect(await publisher.nextServed()?.concurrency == 0)
        #expect(clock.sleeperCount == 0)
    }

    @Test func `ends with its last run`() async throws {
        let group = group(endless)
        async let running: Void = group.run()
        runs.deliver(request(EndlessAction.name, RawJSON("false")).message())
        #expect(try await publisher.nextResult()?.result.outcome == .succeeded)
        await group.triggerGracefulShutdown()
        try await running
        #expect(await runs.nextSettlement() == .acknowledged(1))
        #expect(clock.sleeperCount == 0)
    }

    @Test func `leaves a run to the broker that takes longer than the drain time`() async throws {
        let group = group(endless)
        async let running: Void = group.run()
        runs.deliver(request(EndlessAction.name, RawJSON("true")).message())
        #expect(await nextStep() == .began)
        await group.triggerGracefulShutdown()
        // The action, the watch over runs, the announcements, and the drain.
        while clock.sleeperCount < 4 { await Task.yield() }
        clock.advance(by: .seconds(10))
        #expect(await nextStep() == .wasCancelled)
        try await running
        #expect(runs.settlementCount == 0)
        #expect(clock.sleeperCount == 0)
    }

    @Test func `ends although an action ignores its cancellation`() async throws {
        let gate = AsyncStream.makeStream(of: Void.self)
        let group = group(StubbornAction(steps: steps.continuation, gate: gate.stream))
        async let running: Void = group.run()
        runs.deliver(request(StubbornAction.name, RawJSON("{}")).message())
        #expect(await nextStep() == .began)
        await group.triggerGracefulShutdown()
        while clock.sleeperCount < 3 { await Task.yield() }
        clock.advance(by: .seconds(10))
        #expect(await nextStep() == .wasCancelled)
        let time = Task {
            while !Task.isCancelled {
                clock.advance(by: .seconds(1))
                await Task.yield()
            }
        }
        try await running
        time.cancel()
        gate.continuation.finish()
    }
}

/// Notices its cancellation and goes on until the gate opens.
private struct StubbornAction: Action {
    static let name: ActionName = "stubborn"

    struct Payload: Codable, Sendable {}

    let steps: AsyncStream<EndlessAction.Step>.Continuation
    let gate: AsyncStream<Void>

    func perform(_ payload: Payload, context: ActionContext) async throws -> ActionOutcome {
        steps.yield(.began)
        await withTaskCancellationHandler {
            await Task.detached { for await _ in gate {} }.value
        } onCancel: {
            steps.yield(.wasCancelled)
        }
        return .succeeded()
    }
}

@Suite("Background tasks", .timeLimit(.minutes(10))) struct BackgroundTasksTests {
    @Test func `are waited for, and a waiter that is cancelled waits no longer`() async {
        let tasks = BackgroundTasks()
        await tasks.waitForAll()
        let gate = AsyncStream.makeStream(of: Void.self)
        tasks.start { for await _ in gate.stream {} }
        let waiter = Task { await tasks.waitForAll() }
        waiter.cancel()
        await waiter.value
        gate.continuation.finish()
        await tasks.waitForAll()
    }
}
