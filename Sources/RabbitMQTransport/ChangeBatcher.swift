internal import Messages
internal import Synchronization

/// Sends the changes that wait at the same moment as one request.
///
/// A change that comes alone goes out at once. While requests are under way, what comes waits for one of them to return
/// and then goes out together: batches grow with the load, and latency does not.
final class ChangeBatcher: Sendable {
    /// How many requests are under way at once.
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
        var inFlight = 0
    }

    private let state = Mutex(State())
    private let maximumWaiting: Int
    private let patience: Duration
    private let send: @Sendable ([TaskChange], Duration) async throws -> [TaskChangeAnswer]

    /// - Parameters:
    ///   - maximumWaiting: how many changes may wait; more are refused.
    ///   - patience: how long a change may wait for its turn.
    ///   - send: has a batch carried out and returns an answer for each change. Is told how long the oldest has waited.
    init(
        maximumWaiting: Int, patience: Duration = .seconds(1),
        send: @escaping @Sendable ([TaskChange], _ waited: Duration) async throws -> [TaskChangeAnswer]
    ) {
        self.maximumWaiting = maximumWaiting
        self.patience = patience
        self.send = send
    }

    /// Has a change carried out.
    ///
    /// - Throws: ``SchedulerUnavailable`` where it was not, or where nobody knows; what `send` throws.
    func submit(_ change: TaskChange) async throws -> TaskChangeAnswer {
        try await withCheckedThrowingContinuation { continuation in
            let (accepted, starts) = state.withLock { state in
                guard state.waiting.count < maximumWaiting else { return (false, false) }
                state.waiting.append(Waiting(change: change, since: .now, continuation: continuation))
                guard state.inFlight < Self.maximumInFlight else { return (true, false) }
                state.inFlight += 1
                return (true, true)
            }
            if !accepted {
                continuation.resume(
                    throwing: SchedulerUnavailable("too many requests wait for the scheduler; try again soon"))
            }
            if starts { Task { await sendWhatWaits() } }
        }
    }

    /// How many changes wait for their turn.
    var waitingCount: Int { state.withLock { $0.waiting.count } }

    /// Sends batch after batch until nothing waits.
    private func sendWhatWaits() async {
        while let batch = takeBatch() {
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
    }

    /// The next batch, or nil when nothing waits: then one request fewer is under way.
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
                state.inFlight -= 1
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
