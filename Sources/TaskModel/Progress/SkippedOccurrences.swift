public import Timekeeping

/// Occurrences that did not run, and why.
public struct SkippedOccurrences: Hashable, Sendable {
    public enum Reason: String, Sendable, CaseIterable {
        /// They came due while the scheduler was down or the task paused.
        case missed
        /// They came due while the last one was not over.
        case overlap
        /// They would have run after the task's `expires_at`.
        case expired
    }

    public var reason: Reason
    public var first: Timestamp
    public var last: Timestamp
    /// How many there are; at ``countLimit`` there may be more.
    public var count: Int

    /// The number up to which they are counted one by one.
    public static let countLimit = 10_000

    public init(_ reason: Reason, first: Timestamp, last: Timestamp, count: Int) {
        self.reason = reason
        self.first = first
        self.last = last
        self.count = count
    }

    /// The error that the history shows for them.
    public var error: RunError {
        let what =
            switch count {
            case 1: "this occurrence"
            case Self.countLimit...: "\(Self.countLimit) or more occurrences from \(first.rfc3339) to \(last.rfc3339)"
            default: "\(count) occurrences from \(first.rfc3339) to \(last.rfc3339)"
            }
        let why =
            switch reason {
            case .missed: "came due while the scheduler was down or the task paused"
            case .overlap: "came due while the occurrence before was not over"
            case .expired: "came to its turn after expires_at"
            }
        return RunError(code: reason.rawValue, message: "\(what) \(why)")
    }
}
