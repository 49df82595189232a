import AsyncPrimitives
import Synchronization
import Testing

@testable import Executor

@Suite struct AsyncSemaphoreTests {
    @Test func `a queue that hangs leaves slots to the others`() async throws {
        let slots = AsyncSemaphore(32, queues: 2)
        #expect(AsyncSemaphore.mostOfQueue(32, queues: 2) == 30)
        for _ in 0..<30 { try await slots.acquire(for: 0) }
        // The 31st waits, and is no obstacle to the other queue.
        let got = Mutex(false)
        async let waiting: Void = {
            try await slots.acquire(for: 0)
            got.withLock { $0 = true }
        }()
        for _ in 0..<2 { try await slots.acquire(for: 1) }
        #expect(!got.withLock { $0 })
        // A slot of the other queue does not help it, one of its own does.
        slots.release(for: 1)
        #expect(!got.withLock { $0 })
        slots.release(for: 0)
        try await waiting
        #expect(got.withLock { $0 })
    }

    @Test(arguments: [1, 2, 15, 16, 256]) func `a queue that is alone has all`(_ count: Int) async throws {
        let slots = AsyncSemaphore(count, queues: 1)
        for _ in 0..<count { try await slots.acquire(for: 0) }
        for _ in 0..<count { slots.release(for: 0) }
        #expect(AsyncSemaphore.mostOfQueue(count, queues: 3) == max(1, count - 2 * (count / 16)))
    }
}
