public import TaskModel

/// What shares the executors of an action with others: all that goes to one host, or the runs of one task.
///
/// The word is that of fair queueing (RFC 8290).
public enum Flow: Sendable, Hashable {
    /// The webhooks to one host.
    case host(WebhookHost)
    /// The runs of a task of any other action.
    case task(TaskID)
}

/// What is known of a flow, and what it holds.
struct FlowState: Sendable, Hashable {
    /// How a flow is served.
    enum Standing: Sendable, Hashable {
        /// No run of it has been answered yet.
        case unproven
        /// It answers.
        case answering
        /// What it has under way takes long, or timed out, and nothing was answered since; or its answers take long.
        case slow
    }

    /// How long a run may take to be announced, and an answer of a flow that is not slow.
    static let longRun = Duration.seconds(1)
    /// Runs that take no longer than this wait for one another in the queue, rather than each for a slot of its own.
    static let quickRun = Duration.milliseconds(50)
    /// How many runs to a flow with quick answers are worth a slot.
    static let runsPerSlot = 8.0

    /// Runs without a result.
    var outstanding = 0
    /// Those of them that executors have announced, since they take long.
    private(set) var long = 0
    /// Whether anything was answered since a run was last announced or timed out.
    private var answersSince = true
    /// How long answers take: at least the last one, or a mean that falls slowly.
    private(set) var answerTime: Duration?
    /// How many runs it may have outstanding: it grows with answers, as in the slow start of TCP (RFC 5681 section 3.1).
    private(set) var allowance: Int
    /// The most that it had outstanding lately. What it does not use does not grow (RFC 7661).
    private var peak = 0
    /// When a run of it last began or ended.
    private(set) var lastUsed: Duration

    init(allowance: Int, at now: Duration) {
        self.allowance = allowance
        lastUsed = now
    }

    var standing: Standing {
        if !answersSince { return .slow }
        guard let answerTime else { return .unproven }
        return answerTime >= Self.longRun ? .slow : .answering
    }

    /// How much of a slot one run of it takes.
    var weight: Double {
        guard standing == .answering, let answerTime else { return 1 }
        return min(1, max(1 / Self.runsPerSlot, answerTime / Self.quickRun))
    }

    var load: Double { Double(outstanding) * weight }

    mutating func begin(at now: Duration) {
        outstanding += 1
        peak = max(peak, outstanding)
        lastUsed = now
    }

    /// A run is announced.
    mutating func announceLong() {
        long += 1
        answersSince = false
    }

    /// A run has its result, or is gone.
    mutating func end(_ end: FairShare.End, wasLong: Bool, at now: Duration) {
        outstanding -= 1
        if wasLong { long -= 1 }
        lastUsed = now
        switch end {
        case .gone:
            // Stopped runs tell nothing of the host. Without any there is no reason left to think it slow.
            if long == 0, answerTime != nil || outstanding == 0 { answersSince = true }
        case .timedOut:
            answersSince = false
            allowance = 1
            peak = outstanding
        case .answered(let time):
            answersSince = true
            let mean = answerTime.map { ($0 * 7 + time) / 8 } ?? time
            answerTime = max(mean, time)
            if allowance < 2 * peak { allowance += 1 }
        }
    }

    /// Forgets what was allowed for a use that is over. To be called once a minute.
    mutating func decay(toAtLeast standard: Int) {
        allowance = min(allowance, max(standard, 2 * peak))
        peak = outstanding
    }
}
