public import JSON
public import Recurrence
public import Timekeeping

/// The definition of a task: what a client asks for, checked. It does not change as the task runs.
public struct TaskDefinition: Hashable, Sendable {
    /// How long a run may take if its task does not set a limit, in seconds.
    public static let defaultTimeoutSeconds = 30
    /// The time limits that a task may set. A run that is delivered may have to wait for another to end before it begins,
    /// and both together must stay well below RabbitMQ's consumer timeout of 30 minutes, after which the broker considers
    /// a delivery lost.
    public static let timeoutRange = 1...600

    public var id: TaskID
    /// The id from which jitter, `H` and `~` are computed: its own, or that of the task that it replaced and whose times
    /// it continues.
    public var origin: TaskID
    public var action: ActionName
    public var payload: RawJSON
    /// When it runs; the anchor of its recurrence.
    public var runAt: Timestamp
    /// Its first occurrence, if its recurrence has none at the anchor. It is known when the task is created, and not
    /// stored.
    public var firstAt: Timestamp?
    /// Whether the client set the start of the recurrence. Otherwise the anchor is the time at which the task was created.
    public var isAnchored: Bool
    /// The local time that the client gave, if no such time exists on that day: later occurrences are computed from it
    /// and not from the instant that replaces it.
    public var localAnchor: LocalDateTime?
    public var recurrence: RecurrenceRule?
    /// The zone in which a recurrence is computed, if it names none of its own.
    public var zone: Zone
    /// How long a run may take, in seconds.
    public var timeoutSeconds: Int
    public var retry: RetryPolicy
    public var schedule: SchedulePolicy
    /// The time from which on a task that has not run must not run. Only for a task that runs once.
    public var expiresAt: Timestamp?
    /// A name that the client chose, which no other live task has.
    public var name: TaskName?
    public var group: TaskGroup
    /// In the order in which the client gave them, each once.
    public var tags: [TaskTag]
    public var priority: TaskPriority

    public init(
        id: TaskID, origin: TaskID? = nil, action: ActionName, payload: RawJSON, runAt: Timestamp,
        firstAt: Timestamp? = nil,
        isAnchored: Bool = true, localAnchor: LocalDateTime? = nil, recurrence: RecurrenceRule? = nil,
        zone: Zone = .utc,
        timeoutSeconds: Int = TaskDefinition.defaultTimeoutSeconds, retry: RetryPolicy = .standard,
        schedule: SchedulePolicy = .standard, expiresAt: Timestamp? = nil, name: TaskName? = nil,
        group: TaskGroup = .standard, tags: [TaskTag] = [],
        priority: TaskPriority = .standard
    ) {
        self.id = id
        self.origin = origin ?? id
        self.action = action
        self.payload = payload
        self.runAt = runAt
        self.firstAt = firstAt
        self.isAnchored = isAnchored
        self.localAnchor = localAnchor
        self.recurrence = recurrence
        self.zone = zone
        self.timeoutSeconds = timeoutSeconds
        self.retry = retry
        self.schedule = schedule
        self.expiresAt = expiresAt
        self.name = name
        self.group = group
        self.tags = tags
        self.priority = priority
    }

    /// Takes over when another task runs.
    public mutating func takeTimes(of other: TaskDefinition) {
        (runAt, isAnchored, localAnchor) = (other.runAt, other.isAnchored, other.localAnchor)
        (recurrence, zone) = (other.recurrence, other.zone)
    }

    /// The series of occurrences; `nil` if the task runs once.
    ///
    /// - Throws: ``RecurrenceError`` if the recurrence can't be compiled. One that was accepted can.
    public func series(_ calendars: CalendarBook = CalendarBook()) throws(RecurrenceError) -> Recurrence? {
        guard let recurrence else { return nil }
        return try Recurrence(
            recurrence, anchor: runAt, localAnchor: localAnchor, zone: zone, seed: seed, calendars: calendars)
    }

    /// The number from which jitter and cron's `H` are computed.
    public var seed: UInt64 { Self.seed(of: origin) }

    /// Always returns the same number for an id.
    public static func seed(of id: TaskID) -> UInt64 { id.high ^ id.low }
}
