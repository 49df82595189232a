internal import AsyncPrimitives
internal import Messages
internal import ServiceLifecycle
internal import Synchronization

/// Sends the changes that wait at the same moment as one request.
///
/// A change that comes alone goes out at once. While the maximum of requests is in flight, changes wait for one of them to
/// return and then go out together: batches grow with the load, and latency does not.
final class ChangeBatcher: Sendable {
    /// How many requests are in flight at once.
    static let maximumInFlight = 3
    /// How many changes a request holds.
    static let maximumCount = 100
    /// About how large a request may get, in bytes, unless a single change is larger.
    static let maximumBytes = 1024 * 1024

    private struct Waiting {
        let change: TaskChange
        let since: ContinuousClock.Instant
        let continuation: CheckedContinuation<TaskChangeAnswer, any Error>
    }

    private struct State {
        var waiting: [Waiting] = []
        /// Senders that are at work, or have been woken.
        var awake = 0
        var isClosed = false
    }

    private let state = Mutex(State())
    /// Wakes a sender for each permit.
    private let work = AsyncSemaphore(0)
    private let maximumWaiting: Int
    private let patience: Duration
    private let send: @Sendable ([TaskChange], Duration) async throws -> [TaskChangeAnswer]

    /// - Parameters:
    ///   - maximumWaiting: how many changes may wait; more are refused.
    ///   - patience: how long a change may wait for its turn.
    ///   - send: sends a batch and returns an answer for each change. `waited` is how long the oldest has waited.
    init(
        maximumWaiting: Int, patience: Duration = .seconds(1),
        send: @escaping @Sendable ([TaskChange], _ waited: Duration) async throws -> [TaskChangeAnswer]
    ) {
        self.maximumWaiting = maximumWaiting
        self.patience = patience
        self.send = send
    }

    /// Sends what is submitted, until graceful shutdown, which lets what waits go out first, or until cancellation, which
    /// fails it. Changes that are submitted before wait for it.
    func run() async {
        await withTaskGroup { group in
            for _ in 0..<Self.maximumInFlight { group.addTask { await self.sendBatches() } }
            await withGracefulShutdownHandler {
                await group.waitForAll()
            } onGracefulShutdown: {
                self.close()
            }
        }
        close()
        let left = state.withLock { state in
            defer { state.waiting = [] }
            return state.waiting
        }
        for waiting in left { waiting.continuation.resume(throwing: Self.isShuttingDown) }
    }

    private static let isShuttingDown = SchedulerUnavailable("the service is shutting down; try again soon")

    /// Refuses further changes and wakes every sender, which then sends what waits and ends.
    private func close() {
        state.withLock { $0.isClosed = true }
        for _ in 0..<Self.maximumInFlight { work.release() }
    }

    /// Submits a change and waits for its answer. The wait can't be cancelled: it ends in about two seconds at most.
    ///
    /// - Throws: ``SchedulerUnavailable`` if the change was not carried out, or if that is unknown; what `send` throws.
    func submit(_ change: TaskChange) async throws -> TaskChangeAnswer {
        try await withCheckedThrowingContinuation { continuation in
            let (refusal, wakes) = state.withLock { state -> (SchedulerUnavailable?, Bool) in
                if state.isClosed { return (Self.isShuttingDown, false) }
                guard state.waiting.count < maximumWaiting else {
                    return (SchedulerUnavailable("too many requests wait for the scheduler; try again soon"), false)
                }
                state.waiting.append(Waiting(change: change, since: .now, continuation: continuation))
                guard state.awake < Self.maximumInFlight else { return (nil, false) }
                state.awake += 1
                return (nil, true)
            }
            if let refusal { continuation.resume(throwing: refusal) }
            if wakes { work.release() }
        }
    }

    /// How many changes wait for their turn.
    var waitingCount: Int { state.withLock { $0.waiting.count } }

    /// One sender: whenever it is woken, it sends batch after batch until nothing waits.
    private func sendBatches() async {
        while !isClosed, (try? await work.acquire()) != nil {
            while let batch = takeBatch() { await send(batch) }
        }
    }

    var isClosed: Bool { state.withLock { $0.isClosed } }

    private func send(_ batch: [Waiting]) async {
        do {
            let answers = try await send(batch.map(\.change), batch[0].since.duration(to: .now))
            guard answers.count == batch.count else {
                throw MessageError("\(batch.count) changes got \(answers.count) answers")
            }
            for (waiting, answer) in zip(batch, answers) { waiting.continuation.resume(returning: answer) }
        } catch {
            for waiting in batch { waiting.continuation.resume(throwing: error) }
        }
    }

    /// The next batch; `nil` if nothing waits: then one sender fewer is awake.
    private func takeBatch() -> [Waiting]? {
        let (batch, late) = state.withLock { state -> ([Waiting]?, [Waiting]) in
            let cutoff = ContinuousClock.now - patience
            let late = state.waiting.prefix { $0.since < cutoff }
            state.waiting.removeFirst(late.count)
            var count = 0
            var bytes = 0
            for waiting in state.waiting.prefix(Self.maximumCount) {
                bytes += waiting.change.approximateSize
                if count > 0, bytes > Self.maximumBytes { break }
                count += 1
            }
            guard count > 0 else {
                state.awake -= 1
                return (nil, Array(late))
            }
            defer { state.waiting.removeFirst(count) }
            return (Array(state.waiting.prefix(count)), Array(late))
        }
        for waiting in late {
            waiting.continuation.resume(
                throwing: SchedulerUnavailable("the scheduler did not answer in time; try again soon"))
        }
        return batch
    }
}
