public import Timekeeping

/// How far one attempt has come.
public enum RunState: Int, Sendable, CaseIterable {
    // The raw values are stored in the database: never change one.

    /// Published, or about to be.
    case queued = 0
    /// Done.
    case succeeded = 1
    /// Failed; another attempt follows.
    case failed = 2
    /// Failed for the last time.
    case dead = 3
    /// Not run, for a reason that is recorded.
    case skipped = 4
    /// Gone without a result; another run takes its place.
    case lost = 5
    /// Waits for its time: a retry, a redriven run, or one that no queue took.
    case waiting = 6
    /// Was dead, and was put back: another run takes its place.
    case redriven = 7
    /// Was dead, and was discarded.
    case discarded = 8
    /// Cancelled by a client before it was done.
    case cancelled = 9

    /// The word of the HTTP API.
    public var name: String {
        switch self {
        case .queued: "queued"
        case .succeeded: "succeeded"
        case .failed: "failed"
        case .dead: "dead"
        case .skipped: "skipped"
        case .lost: "lost"
        case .waiting: "waiting"
        case .redriven: "redriven"
        case .discarded: "discarded"
        case .cancelled: "cancelled"
        }
    }

    /// Whether it still has something to come.
    public var isOpen: Bool { self == .queued || self == .waiting }
}

/// Why a run was claimed later than a second after it was due.
public enum LateReason: String, Sendable, CaseIterable {
    /// The task was created with a time that had passed.
    case createdLate = "created_late"
    /// The task was paused, or the run before was not over.
    case held
    /// The scheduler was down.
    case schedulerDown = "scheduler_down"
    /// No executor consumed the queue of the action.
    case noConsumer = "no_consumer"
    /// As many runs of the action were outstanding as may be.
    case windowFull = "window_full"
    /// As many ran, of its group or to its host, as a limit allows.
    case limited
    /// A run of the action was under way when consumers died, and was tried alone; or this one was.
    case suspect
    /// The host, or the task, held its share of the executors.
    case fairShare = "fair_share"
    /// The scheduler publishes each full minute.
    case eachMinute = "each_minute"
    /// More was due than could be published at once, or the broker or the disk was slow.
    case busy
}

/// Which attempt at which occurrence a run is.
public struct Attempt: Hashable, Sendable {
    public var scheduledFor: Timestamp
    /// From 1.
    public var number: Int
    /// When the first attempt at the occurrence was claimed.
    public var beganAt: Timestamp

    public init(scheduledFor: Timestamp, number: Int, beganAt: Timestamp) {
        self.scheduledFor = scheduledFor
        self.number = number
        self.beganAt = beganAt
    }
}
