import AsyncPrimitives
import Logging
import Messages
import TaskModel
import Testing

@testable import API

@Suite(.timeLimit(.minutes(10))) struct EventArchiveTests {
    @Test func `a cancelled client does not wait for its turn, and the one behind it gets it`() async throws {
        let scheduler = SlowScheduler()
        let archive = EventArchive(scheduler: scheduler, logger: Logger(label: "test"))
        let first = (0..<EventArchive.maximumAsking).map { number in
            Task { try await archive.page(after: Int64(number)) { true } }
        }
        var requests = scheduler.requests.stream.makeAsyncIterator()
        for _ in first { _ = await requests.next() }
        // Both requests are with the scheduler, which does not answer: others wait for their turn.
        let cancelled = Task { try await archive.page(after: 7) { true } }
        cancelled.cancel()
        await #expect(throws: CancellationError.self) { try await cancelled.value }
        let next = Task { try await archive.page(after: 8) { true } }
        scheduler.gate.release()
        #expect(await requests.next() == .events(after: 8))
        for _ in first { scheduler.gate.release() }
        for task in first + [next] { await #expect(throws: SchedulerUnavailable.self) { try await task.value } }
    }
}

/// Answers when it is told to: that it is not available.
private struct SlowScheduler: SchedulerClient {
    let requests = AsyncStream.makeStream(of: SchedulerRequest.Operation.self)
    let gate = AsyncSemaphore(0)

    func send(
        _ operation: SchedulerRequest.Operation, within groups: Set<TaskGroup>?
    ) async throws -> SchedulerReply {
        requests.continuation.yield(operation)
        try await gate.acquire()
        throw SchedulerUnavailable("away")
    }

    func change(_ change: TaskChange) async throws -> TaskChangeAnswer { throw SchedulerUnavailable("away") }
}
