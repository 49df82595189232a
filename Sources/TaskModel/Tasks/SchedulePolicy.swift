/// What is done with occurrences that can't simply run when they are due, and with a recurrence that fails.
public struct SchedulePolicy: Hashable, Sendable {
    /// What is done with occurrences that came due while the scheduler was down or the task paused.
    public enum OnMissed: String, Sendable, CaseIterable {
        /// One run stands for all of them.
        case latest
        /// Each runs, one after another.
        case all
        /// None runs.
        case skip
    }

    /// What is done with an occurrence that comes due while the last one is not over.
    public enum Overlap: String, Sendable, CaseIterable {
        /// It does not run.
        case skip
        /// The latest of them runs when the last one is over.
        case queueOne = "queue_one"
        /// It runs at the same time as the last one.
        case allow
    }

    /// What a recurrence does when a run has failed for the last time.
    public enum OnFailure: String, Sendable, CaseIterable {
        /// It goes on with its next occurrence.
        case goOn = "continue"
        /// It is paused until a client resumes it.
        case pause
    }

    public var onMissed: OnMissed
    /// How many missed occurrences run with ``OnMissed/all``, 1 to 10,000; older ones are skipped.
    public var maxMissed: Int
    /// How late an occurrence may be and not count as missed, in seconds, 0 to a week.
    public var graceSeconds: Int
    public var overlap: Overlap
    public var onFailure: OnFailure

    public static let maxMissedRange = 1...10_000
    public static let graceRange = 0...604_800

    /// The default. With a minute's grace, a restart of the scheduler misses nothing.
    public static let standard = SchedulePolicy()

    public init(
        onMissed: OnMissed = .latest, maxMissed: Int = 100, graceSeconds: Int = 60, overlap: Overlap = .skip,
        onFailure: OnFailure = .goOn
    ) {
        self.onMissed = onMissed
        self.maxMissed = maxMissed
        self.graceSeconds = graceSeconds
        self.overlap = overlap
        self.onFailure = onFailure
    }
}
