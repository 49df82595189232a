public import JSON
public import Recurrence
public import Timekeeping

/// What a client asks for, checked: the definition of a task, which does not change as it runs.
public struct TaskDefinition: Hashable, Sendable {
    /// How long a run may take when its task does not say, in seconds.
    public static let defaultTimeoutSeconds = 30
    /// What a task may say. A run that is delivered may have to wait for another to end before it begins, and both
    /// together must stay well below RabbitMQ's consumer timeout of 30 minutes, past which the broker takes a delivery for
    /// lost.
    public static let timeoutRange = 1...600

    public var id: TaskID
    /// The id that jitter, `H` and `~` are made of: its own, or that of the task whose place it took and whose times it
    /// goes on with.
    public var origin: TaskID
    public var action: ActionName
    public var payload: RawJSON
    /// When it runs; the anchor of its recurrence.
    public var runAt: Timestamp
    /// Its first occurrence, where its recurrence has none at the anchor. It is known when the task is made, and not
    /// kept.
    public var firstAt: Timestamp?
    /// Whether the client said from when on it recurs. Otherwise the anchor is the time at which the task was made.
    public var isAnchored: Bool
    /// The local time that the client gave, where no such time exists on that day: later occurrences are reckoned from
    /// it and not from the instant that stands in for it.
    public var localAnchor: LocalDateTime?
    public var recurrence: RecurrenceRule?
    /// The zone that recurrence is reckoned in, where it names none of its own.
    public var zone: Zone
    /// How long a run may take, in seconds.
    public var timeoutSeconds: Int
    public var retry: RetryPolicy
    public var schedule: SchedulePolicy
    /// From when on a task that has not run is no longer worth running. Only for a task that runs once.
    public var expiresAt: Timestamp?
    /// A name of the client's choice, which no other live task has.
    public var name: TaskName?
    public var group: TaskGroup
    /// In the order in which the client gave them, none twice.
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

    /// What gives the occurrences, where there may be more than one.
    ///
    /// - Throws: where the recurrence can't be read, which one that was accepted can.
    public func series(_ calendars: CalendarBook = CalendarBook()) throws(RecurrenceError) -> Recurrence? {
        guard let recurrence else { return nil }
        return try Recurrence(
            recurrence, anchor: runAt, localAnchor: localAnchor, zone: zone, seed: seed, calendars: calendars)
    }

    /// What jitter and cron's `H` are made of.
    public var seed: UInt64 { Self.seed(of: origin) }

    /// The same number for an id always.
    public static func seed(of id: TaskID) -> UInt64 { id.high ^ id.low }
}
