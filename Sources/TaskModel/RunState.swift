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
    /// Gone without a result.
    case lost = 5

    /// The word of the HTTP API.
    public var name: String {
        switch self {
        case .queued: "queued"
        case .succeeded: "succeeded"
        case .failed: "failed"
        case .dead: "dead"
        case .skipped: "skipped"
        case .lost: "lost"
        }
    }
}
