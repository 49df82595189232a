public import Recurrence
public import Timekeeping

/// A request to run past occurrences of a recurring task.
public struct BackfillRequest: Hashable, Sendable {
    /// The first instant that counts.
    public var from: Timestamp
    /// The first instant that no longer counts.
    public var to: Timestamp
    /// How many runs there are at most: the earliest.
    public var max: Int
    public var perSecond: Double
    /// Whether nothing is to run: the answer says what would.
    public var isDryRun: Bool

    public static let defaultMax = 1000
    public static let maxRange = 1...10_000
    public static let defaultPace = 1.0
    public static let paceRange = 0.01...100.0

    public init(
        from: Timestamp, to: Timestamp, max: Int = BackfillRequest.defaultMax,
        perSecond: Double = BackfillRequest.defaultPace, isDryRun: Bool = true
    ) {
        self.from = from
        self.to = to
        self.max = max
        self.perSecond = perSecond
        self.isDryRun = isDryRun
    }
}

/// A backfill: what it would run, or has run so far.
public struct Backfill: Hashable, Sendable {
    public enum State: Int, Sendable, CaseIterable {
        /// Runs are still to be made.
        case running = 0
        /// All are made.
        case done = 1
        /// It was ended before all were made.
        case cancelled = 2

        public var name: String { "\(self)" }
    }

    public var request: BackfillRequest
    /// `nil` for a dry run.
    public var state: State?
    /// What was found when it was asked for.
    public var plan: BackfillPlan
    /// How many runs it has made.
    public var made = 0

    public init(request: BackfillRequest, state: State? = nil, plan: BackfillPlan, made: Int = 0) {
        self.request = request
        self.state = state
        self.plan = plan
        self.made = made
    }
}

/// What a backfill finds among past occurrences.
public struct BackfillPlan: Hashable, Sendable {
    /// How many run.
    public var runs = 0
    public var first: Timestamp?
    public var last: Timestamp?
    /// Left out: they have a run.
    public var alreadyRun = 0
    /// Left out: their history was removed, so that it is not known whether they ran.
    public var unknown = 0
    /// Whether there are more than may run at once, or than are looked at.
    public var isTruncated = false

    public init() {}
}

/// What is known of the past of a task: which of its occurrences may be run again.
///
/// An occurrence runs once. One that has a run, whatever its result, is left out; so is one whose run may have been
/// removed with old history.
public struct BackfillHistory: Sendable {
    public enum Verdict: Hashable, Sendable {
        case run
        case alreadyRun
        case unknown
    }

    /// A stretch of time that was backfilled before.
    public struct Span: Hashable, Sendable {
        public var from: Timestamp
        public var through: Timestamp
        /// When its first runs were made.
        public var madeAt: Timestamp

        public init(from: Timestamp, through: Timestamp, madeAt: Timestamp) {
            self.from = from
            self.through = through
            self.madeAt = madeAt
        }
    }

    /// The times at which occurrences have a run, in order.
    private let known: [Timestamp]
    private let passed: PassedTimes?
    private let spans: [Span]
    private let createdAt: Timestamp
    /// When the newest run was made that was removed with old history; `nil` if none was.
    private let removedUntil: Timestamp?

    /// - Parameters:
    ///   - known: the times at which occurrences have a run, in any order.
    ///   - passed: which times a clock that was ahead has passed: there, an occurrence may have run a little later.
    public init(
        known: [Timestamp], passed: PassedTimes?, spans: [Span] = [], createdAt: Timestamp = .latest,
        removedUntil: Timestamp? = nil
    ) {
        self.known = known.sorted()
        self.passed = passed
        self.spans = spans
        self.createdAt = createdAt
        self.removedUntil = removedUntil
    }

    public func verdict(on occurrence: Timestamp) -> Verdict {
        if hasRun(occurrence) { return .alreadyRun }
        guard let removedUntil else { return .run }
        // A run is made at its time, or later.
        if occurrence >= createdAt, occurrence <= removedUntil { return .unknown }
        let isInSpan = spans.contains {
            $0.from <= occurrence && occurrence <= $0.through && $0.madeAt <= removedUntil
        }
        return isInSpan ? .unknown : .run
    }

    private func hasRun(_ occurrence: Timestamp) -> Bool {
        var (low, high) = (0, known.count)
        while low < high {
            let middle = (low + high) / 2
            if known[middle] < occurrence { low = middle + 1 } else { high = middle }
        }
        return low < known.count && known[low] <= (passed?.last(of: occurrence) ?? occurrence)
    }
}

/// The past occurrences of a task, one after another.
public struct BackfillSeries: Sendable {
    /// How many are looked at for one answer.
    public static let maximumLooked = 100_000

    private let recurrence: Recurrence
    /// The last instant that counts.
    private let end: Timestamp

    /// - Parameters:
    ///   - task: its recurrence begins earlier if nothing in it depends on when the task was made.
    ///   - progress: what its schedule is still to run is not the past.
    /// - Throws: if the recurrence can't be read.
    public init?(
        _ task: TaskDefinition, _ progress: TaskProgress, _ request: BackfillRequest, calendars: CalendarBook,
        now: Timestamp
    ) throws(RecurrenceError) {
        guard let rule = task.recurrence else { return nil }
        let isFree = !task.isAnchored && rule.isIndependentOfAnchor
        let anchor = isFree ? min(task.runAt, request.from) : task.runAt
        recurrence = try Recurrence(
            rule, anchor: anchor, localAnchor: isFree ? nil : task.localAnchor, zone: task.zone,
            seed: task.seed, calendars: calendars)
        let schedule: Timestamp
        if !progress.isLive {
            // It comes to nothing more, also of what it has skipped.
            schedule = (task.expiresAt ?? .latest) - .milliseconds(1)
        } else {
            schedule = progress.dueAt == nil ? progress.runAt : progress.runAt - .milliseconds(1)
        }
        end = min(request.to - .milliseconds(1), min(now, schedule))
    }

    /// The first later than an instant; `nil` if none is left.
    public func next(after instant: Timestamp) -> Timestamp? {
        guard let next = recurrence.next(after: instant), next <= end else { return nil }
        return next
    }

    /// What is found, and which occurrences run.
    public func plan(
        _ request: BackfillRequest, _ history: BackfillHistory
    ) -> (plan: BackfillPlan, occurrences: [Timestamp]) {
        var plan = BackfillPlan()
        var occurrences: [Timestamp] = []
        var looked = 0
        var cursor = request.from - .milliseconds(1)
        while let occurrence = next(after: cursor) {
            guard looked < Self.maximumLooked else {
                plan.isTruncated = true
                break
            }
            looked += 1
            cursor = occurrence
            switch history.verdict(on: occurrence) {
            case .alreadyRun: plan.alreadyRun += 1
            case .unknown: plan.unknown += 1
            case .run:
                guard plan.runs < request.max else {
                    plan.isTruncated = true
                    return (plan, occurrences)
                }
                plan.runs += 1
                occurrences.append(occurrence)
                if plan.first == nil { plan.first = occurrence }
                plan.last = occurrence
            }
        }
        return (plan, occurrences)
    }
}
