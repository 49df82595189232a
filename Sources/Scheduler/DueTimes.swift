public import Timekeeping

/// When the next work of an action is due, in each of its two queues, the fresh one and the retry queue.
///
/// Both queues are claimed next to each other, so that a backlog of retries never delays what is due for the first time.
public struct DueTimes: Sendable, Hashable {
    /// The next occurrence that has not been claimed.
    public var fresh: Timestamp?
    /// The next run that waits: a retry, a redriven run, or one that no queue took.
    public var waiting: Timestamp?

    public init(fresh: Timestamp? = nil, waiting: Timestamp? = nil) {
        self.fresh = fresh
        self.waiting = waiting
    }

    public static let none = DueTimes()

    /// The earlier of the two.
    public var earliest: Timestamp? {
        guard let fresh, let waiting else { return fresh ?? waiting }
        return min(fresh, waiting)
    }

    /// Takes over what is earlier.
    ///
    /// - Returns: whether anything was.
    public mutating func merge(_ other: DueTimes) -> Bool {
        let before = self
        fresh = DueTimes(fresh: fresh, waiting: other.fresh).earliest
        waiting = DueTimes(fresh: waiting, waiting: other.waiting).earliest
        return self != before
    }
}
