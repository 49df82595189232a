public import Timekeeping

/// Where a task stands: the part of it that changes as it runs.
///
/// A task has one *schedule*, which says when its next occurrence is claimed, and any number of *open runs*: queued ones,
/// and ones that wait for their time. Its status follows from both. Every change is a method here; the store only writes
/// the result down.
public struct TaskProgress: Hashable, Sendable {
    public internal(set) var status: TaskStatus
    /// The occurrence that is next, under way, or was last.
    public internal(set) var runAt: Timestamp
    /// When the occurrence `runAt` is to be claimed; `nil` while it is under way and if none is left.
    public internal(set) var dueAt: Timestamp?
    /// The attempt that is next, under way, or was last; from 1.
    public internal(set) var attempt: Int
    /// The time until which a run waits; of several, the one that began to wait last.
    public internal(set) var retryAt: Timestamp?
    /// Whether nothing of it is claimed until it is resumed.
    public internal(set) var isPaused: Bool
    /// Runs that are published, or about to be, and have no result.
    public internal(set) var queued: Int
    /// Runs that wait for their time.
    public internal(set) var waiting: Int
    /// Missed occurrences up to this one are being made up for.
    public internal(set) var catchUpUntil: Timestamp?

    /// Restores a stored progress.
    public init(
        status: TaskStatus, runAt: Timestamp, dueAt: Timestamp?, attempt: Int, retryAt: Timestamp? = nil,
        isPaused: Bool = false, queued: Int = 0, waiting: Int = 0, catchUpUntil: Timestamp? = nil
    ) {
        self.status = status
        self.runAt = runAt
        self.dueAt = dueAt
        self.attempt = attempt
        self.retryAt = retryAt
        self.isPaused = isPaused
        self.queued = queued
        self.waiting = waiting
        self.catchUpUntil = catchUpUntil
    }

    /// A task that has just been accepted.
    public init(startingAt runAt: Timestamp) {
        self.init(status: .scheduled, runAt: runAt, dueAt: runAt, attempt: 1)
    }

    /// How long after its time a run may be published before it is late.
    public static let punctuality = Duration.seconds(1)

    /// Whether an occurrence, or another attempt at it, was due more than a second ago and has not been published: it
    /// waits for an executor, for room, or for the scheduler. What is paused, or waits for a retry, is not late.
    public func isLate(at now: Timestamp) -> Bool {
        guard status == .scheduled, let due = [dueAt, waiting > 0 ? retryAt : nil].compactMap({ $0 }).min() else {
            return false
        }
        return due + Self.punctuality < now
    }

    /// Whether it still has something to come.
    public var isLive: Bool { status != .completed && status != .failed }

    /// Recomputes `status` from the schedule and the open runs.
    ///
    /// - Parameter end: the status if nothing is left to come.
    mutating func settle(end: TaskStatus) {
        if waiting == 0 { retryAt = nil }
        if queued > 0 {
            status = .running
        } else if waiting == 0, dueAt == nil {
            status = end
            isPaused = false
        } else {
            status = isPaused ? .paused : .scheduled
        }
    }
}
