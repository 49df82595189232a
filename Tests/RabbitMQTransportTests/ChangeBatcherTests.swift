import Messages
import Synchronization
import TaskModel
import Testing

@testable import RabbitMQTransport

@Suite(.timeLimit(.minutes(1))) struct ChangeBatcherTests {
    private func change(_ number: UInt64) -> TaskChange { .delete(TaskID(high: 0, low: number)) }

    @Test func whatComesWhileRequestsAreUnderWayGoesOutTogether() async throws {
        let gate = Gate()
        let sizes = Mutex<[Int]>([])
        let batcher = ChangeBatcher(maximumWaiting: 1000, patience: .seconds(60)) { batch, _ in
            sizes.withLock { $0.append(batch.count) }
            await gate.wait()
            return batch.map { _ in .done }
        }
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
        #expect(sizes.withLock { $0 } == [1, 1, 1, 50])
    }

    @Test func eachChangeGetsItsOwnAnswer() async throws {
        let batcher = ChangeBatcher(maximumWaiting: 1000, patience: .seconds(60)) { batch, _ in
            batch.map { change in
                guard case .delete(let id) = change else { return .done }
                return id.low % 2 == 0 ? .done : .notFound
            }
        }
        try await withThrowingTaskGroup { group in
            for number in 0..<200 as Range<UInt64> {
                group.addTask { (number, try await batcher.submit(change(number))) }
            }
            for try await (number, answer) in group { #expect(answer == (number % 2 == 0 ? .done : .notFound)) }
        }
    }

    @Test func aFailureReachesEveryoneInTheBatch() async {
        let batcher = ChangeBatcher(maximumWaiting: 10, patience: .seconds(60)) { _, _ in
            throw SchedulerUnavailable("away")
        }
        await #expect(throws: SchedulerUnavailable.self) { try await batcher.submit(change(1)) }
        await #expect(throws: SchedulerUnavailable.self) { try await batcher.submit(change(2)) }
    }

    @Test func tooManyAreRefused() async {
        let batcher = ChangeBatcher(maximumWaiting: 0) { batch, _ in batch.map { _ in .done } }
        await #expect(throws: SchedulerUnavailable.self) { try await batcher.submit(change(1)) }
    }

    @Test func tooFewAnswersAreAnError() async {
        let batcher = ChangeBatcher(maximumWaiting: 10, patience: .seconds(60)) { _, _ in [] }
        await #expect(throws: MessageError.self) { try await batcher.submit(change(1)) }
    }
}

/// Holds everyone who waits until it is opened.
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
