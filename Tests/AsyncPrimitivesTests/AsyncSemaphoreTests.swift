import Synchronization
import Testing

@testable import AsyncPrimitives

@Suite(.timeLimit(.minutes(10))) struct AsyncSemaphoreTests {
    @Test func `permits go to waiters in the order of their arrival`() async throws {
        let semaphore = AsyncSemaphore(1)
        try await semaphore.acquire()
        let order = Recorder<[Int]>([])
        try await withThrowingTaskGroup { group in
            for number in 1...3 {
                group.addTask {
                    try await semaphore.acquire()
                    order.value.withLock { $0.append(number) }
                    semaphore.release()
                }
                await semaphore.waitForWaiters(number)
            }
            semaphore.release()
            try await group.waitForAll()
        }
        #expect(order.value.withLock { $0 } == [1, 2, 3])
    }

    @Test func `a cancelled waiter gets no permit, and does not block the one behind it`() async throws {
        let semaphore = AsyncSemaphore(1)
        try await semaphore.acquire()
        let cancelled = Task { try await semaphore.acquire() }
        await semaphore.waitForWaiters(1)
        let next = Task { try await semaphore.acquire() }
        await semaphore.waitForWaiters(2)
        cancelled.cancel()
        await #expect(throws: CancellationError.self) { try await cancelled.value }
        #expect(semaphore.waitingCount == 1)
        semaphore.release()
        try await next.value
    }

    @Test func `a task that is cancelled already gets no permit, although there is one`() async throws {
        let semaphore = AsyncSemaphore(1)
        let acquired = AsyncSignal()
        let task = Task {
            await acquired.wait()
            try await semaphore.acquire()
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        try await semaphore.acquire()
    }

    @Test func `a partition waits at its limit, and the others do not`() async throws {
        let semaphore = AsyncSemaphore(3, partitions: 2, partitionLimit: 2)
        try await semaphore.acquire(for: 0)
        try await semaphore.acquire(for: 0)
        let atItsLimit = Task { try await semaphore.acquire(for: 0) }
        await semaphore.waitForWaiters(1)
        try await semaphore.acquire(for: 1)
        let other = Task { try await semaphore.acquire(for: 1) }
        await semaphore.waitForWaiters(2)
        semaphore.release(for: 1)
        try await other.value
        #expect(semaphore.waitingCount == 1)
        semaphore.release(for: 0)
        try await atItsLimit.value
    }

    @Test func `the partition with the fewest permits is served first`() async throws {
        let semaphore = AsyncSemaphore(3, partitions: 2)
        for partition in [0, 0, 1] { try await semaphore.acquire(for: partition) }
        let first = Task { try await semaphore.acquire(for: 0) }
        await semaphore.waitForWaiters(1)
        let second = Task { try await semaphore.acquire(for: 1) }
        await semaphore.waitForWaiters(2)
        semaphore.release(for: 1)
        try await second.value
        #expect(semaphore.waitingCount == 1)
        semaphore.release(for: 0)
        try await first.value
    }

    @Test func `a release without an acquire adds a permit`() async throws {
        let semaphore = AsyncSemaphore(0)
        let waiting = Task { try await semaphore.acquire() }
        await semaphore.waitForWaiters(1)
        semaphore.release()
        try await waiting.value
        semaphore.release()
        try await semaphore.acquire()
    }

    @Test func `no permit is lost or made up, however many waiters are cancelled`() async throws {
        let semaphore = AsyncSemaphore(4)
        let held = Recorder((now: 0, most: 0))
        await withTaskGroup { group in
            for number in 0..<2000 {
                let task = Task {
                    try await semaphore.acquire()
                    held.value.withLock { held in
                        held.now += 1
                        held.most = max(held.most, held.now)
                    }
                    await Task.yield()
                    held.value.withLock { $0.now -= 1 }
                    semaphore.release()
                }
                group.addTask {
                    if number % 3 == 0 { task.cancel() }
                    _ = try? await task.value
                }
            }
        }
        #expect(held.value.withLock { $0.most } <= 4)
        for _ in 0..<4 { try await semaphore.acquire() }
        let fifth = Task { try await semaphore.acquire() }
        await semaphore.waitForWaiters(1)
        fifth.cancel()
        await #expect(throws: CancellationError.self) { try await fifth.value }
    }
}

@Suite(.timeLimit(.minutes(10))) struct AsyncSignalTests {
    @Test func `a signal that comes early is kept, and several count as one`() async {
        let signal = AsyncSignal()
        signal.signal()
        signal.signal()
        await signal.wait()
        let second = Task { await signal.wait() }
        // Nothing but its cancellation ends the second wait.
        second.cancel()
        await second.value
    }

    @Test func `a signal wakes the task that waits`() async {
        let signal = AsyncSignal()
        let waiting = Task { await signal.wait() }
        signal.signal()
        await waiting.value
    }
}

extension AsyncSemaphore {
    fileprivate func waitForWaiters(_ count: Int) async {
        while waitingCount < count { await Task.yield() }
    }
}

/// A value that tasks share.
private final class Recorder<Value: Sendable>: Sendable {
    let value: Mutex<Value>

    init(_ value: Value) {
        self.value = Mutex(value)
    }
}
