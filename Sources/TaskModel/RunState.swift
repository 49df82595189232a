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
    /// Ended by somebody before it was done.
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
