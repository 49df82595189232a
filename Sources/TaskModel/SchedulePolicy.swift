/// What becomes of occurrences that cannot simply run when they are due, and of a recurrence that fails.
public struct SchedulePolicy: Hashable, Sendable {
    /// What becomes of occurrences that came due while the scheduler was down or the task paused.
    public enum OnMissed: String, Sendable, CaseIterable {
        /// One run stands for all of them.
        case latest
        /// Each runs, one after another.
        case all
        /// None runs.
        case skip
    }

    /// What becomes of an occurrence that comes due while the last one is not over.
    public enum Overlap: String, Sendable, CaseIterable {
        /// It does not run.
        case skip
        /// The latest of them runs when the last one is over.
        case queueOne = "queue_one"
        /// It runs beside the last one.
        case allow
    }

    /// What becomes of a recurrence when a run has failed for the last time.
    public enum OnFailure: String, Sendable, CaseIterable {
        /// It goes on with its next occurrence.
        case goOn = "continue"
        /// It is paused until somebody resumes it.
        case pause
    }

    public var onMissed: OnMissed
    /// How many missed occurrences are made up for where all are, 1 to 10,000; the oldest beyond them are skipped.
    public var maxMissed: Int
    /// How late an occurrence may be and not count as missed, in seconds, 0 to a week.
    public var graceSeconds: Int
    public var overlap: Overlap
    public var onFailure: OnFailure

    public static let maxMissedRange = 1...10_000
    public static let graceRange = 0...604_800

    /// What a task gets that says nothing. A minute's grace: a restart of the scheduler misses nothing.
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
