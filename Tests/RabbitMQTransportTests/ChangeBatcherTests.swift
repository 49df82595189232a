import Logging
import Messages
import ServiceLifecycle
import Synchronization
import TaskModel
import TestSupport
import Testing

@testable import RabbitMQTransport

@Suite(.timeLimit(.minutes(10))) struct ChangeBatcherTests {
    /// Runs a batcher for the length of `body`.
    private func running(_ batcher: ChangeBatcher, _ body: () async throws -> Void) async throws {
        let run = Task { await batcher.run() }
        defer { run.cancel() }
        try await body()
    }

    private func change(_ number: UInt64) -> TaskChange { .delete(TaskID(high: 0, low: number)) }

    @Test func `changes that come while requests are in flight go out together`() async throws {
        let gate = Gate()
        let sizes = Mutex<[Int]>([])
        let batcher = ChangeBatcher(maximumWaiting: 1000, patience: .seconds(60)) { batch, _ in
            sizes.withLock { $0.append(batch.count) }
            await gate.wait()
            return batch.map { _ in .done }
        }
        try await running(batcher) {
            try await withThrowingTaskGroup { group in
                // One after the other, or the first request could take them all.
                for number in 1...ChangeBatcher.maximumInFlight {
                    group.addTask { try await batcher.submit(change(UInt64(number))) }
                    await gate.waitForWaiters(number)
                }
                for number in 100..<150 as Range<UInt64> { group.addTask { try await batcher.submit(change(number)) } }
                await batcher.waitForWaiting(50)
                await gate.open()
                for try await answer in group { #expect(answer == .done) }
            }
        }
        #expect(sizes.withLock { $0 } == [1, 1, 1, 50])
    }

    @Test func `each change gets its own answer`() async throws {
        let batcher = ChangeBatcher(maximumWaiting: 1000, patience: .seconds(60)) { batch, _ in
            batch.map { change in
                guard case .delete(let id) = change else { return .done }
                return id.low % 2 == 0 ? .done : .notFound
            }
        }
        try await running(batcher) {
            try await withThrowingTaskGroup { group in
                for number in 0..<200 as Range<UInt64> {
                    group.addTask { (number, try await batcher.submit(change(number))) }
                }
                for try await (number, answer) in group { #expect(answer == (number % 2 == 0 ? .done : .notFound)) }
            }
        }
    }

    @Test func `a failure reaches every change of the batch`() async throws {
        let batcher = ChangeBatcher(maximumWaiting: 10, patience: .seconds(60)) { _, _ in
            throw SchedulerUnavailable("away")
        }
        try await running(batcher) {
            await #expect(throws: SchedulerUnavailable.self) { try await batcher.submit(change(1)) }
            await #expect(throws: SchedulerUnavailable.self) { try await batcher.submit(change(2)) }
        }
    }

    @Test func `too many changes are refused`() async {
        let batcher = ChangeBatcher(maximumWaiting: 0) { batch, _ in batch.map { _ in .done } }
        await #expect(throws: SchedulerUnavailable.self) { try await batcher.submit(change(1)) }
    }

    @Test func `too few answers are an error`() async throws {
        let batcher = ChangeBatcher(maximumWaiting: 10, patience: .seconds(60)) { _, _ in [] }
        try await running(batcher) {
            await #expect(throws: MessageError.self) { try await batcher.submit(change(1)) }
        }
    }

    @Test func `changes that come before the batcher runs go out when it does`() async throws {
        let batcher = ChangeBatcher(maximumWaiting: 10, patience: .seconds(60)) { batch, _ in batch.map { _ in .done } }
        let early = Task { try await batcher.submit(change(1)) }
        await batcher.waitForWaiting(1)
        try await running(batcher) {
            let answer = try await early.value
            #expect(answer == .done)
        }
    }

    @Test func `graceful shutdown lets what waits go out, and refuses what comes after it`() async throws {
        let gate = Gate()
        let batcher = ChangeBatcher(maximumWaiting: 10, patience: .seconds(60)) { batch, _ in
            await gate.wait()
            return batch.map { _ in .done }
        }
        let group = ServiceGroup(
            services: [RunningBatcher(batcher: batcher)],
            logger: Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() })
        let run = Task { try await group.run() }
        let first = Task { try await batcher.submit(change(1)) }
        await gate.waitForWaiters(1)
        await group.triggerGracefulShutdown()
        let isClosed = try await eventually { batcher.isClosed }
        #expect(isClosed)
        await #expect(throws: SchedulerUnavailable.self) { try await batcher.submit(change(2)) }
        await gate.open()
        #expect(try await first.value == .done)
        try await run.value
    }

    @Test func `cancellation fails what waits`() async throws {
        let batcher = ChangeBatcher(maximumWaiting: 10, patience: .seconds(60)) { _, _ in
            try await Task.sleep(for: .seconds(3600))
            return []
        }
        let run = Task { await batcher.run() }
        let sent = (1...6).map { number in Task { try await batcher.submit(change(UInt64(number))) } }
        run.cancel()
        await run.value
        for submission in sent { await #expect(throws: (any Error).self) { try await submission.value } }
        await #expect(throws: SchedulerUnavailable.self) { try await batcher.submit(change(7)) }
    }
}

private struct RunningBatcher: Service {
    let batcher: ChangeBatcher

    func run() async { await batcher.run() }
}

/// Holds every task that waits until it is opened.
private actor Gate {
    private var isOpen = false
    private var waiters: [CheckedContinuation<Void, Never>] = []
    private var watchers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []

    func wait() async {
        if isOpen { return }
        await withCheckedContinuation { continuation in
            waiters.append(continuation)
            for watcher in watchers where watcher.count <= waiters.count { watcher.continuation.resume() }
            watchers.removeAll { $0.count <= waiters.count }
        }
    }

    func waitForWaiters(_ count: Int) async {
        if waiters.count >= count { return }
        await withCheckedContinuation { watchers.append((count, $0)) }
    }

    func open() {
        isOpen = true
        for waiter in waiters { waiter.resume() }
        waiters = []
    }
}

extension ChangeBatcher {
    fileprivate func waitForWaiting(_ count: Int) async {
        while waitingCount < count { await Task.yield() }
    }
}
