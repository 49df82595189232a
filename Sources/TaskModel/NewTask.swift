public import JSON
public import Recurrence
public import Timekeeping

/// What a client asks for, checked: the definition of a task, which does not change as it runs.
public struct NewTask: Hashable, Sendable {
    /// How long a run may take when its task does not say, in seconds.
    public static let defaultTimeoutSeconds = 30
    /// What a task may say. A run that is delivered may have to wait for another to end before it begins, and both
    /// together must stay well below RabbitMQ's consumer timeout of 30 minutes, past which the broker takes a delivery for
    /// lost.
    public static let timeoutRange = 1...600

    public var id: TaskID
    public var action: ActionName
    public var payload: RawJSON
    /// When it runs, or runs first; the anchor of its recurrence.
    public var runAt: Timestamp
    /// The local time that the client gave, where no such time exists on that day: later occurrences are reckoned from
    /// it and not from the instant that stands in for it.
    public var localAnchor: LocalDateTime?
    public var recurrence: Recurrence.Frequency?
    /// The zone that recurrence is reckoned in.
    public var zone: Zone
    /// How long a run may take, in seconds.
    public var timeoutSeconds: Int
    public var retry: RetryPolicy
    public var schedule: SchedulePolicy
    /// From when on a task that has not run is no longer worth running. Only for a task that runs once.
    public var expiresAt: Timestamp?
    /// A name of the client's choice, which no other live task has.
    public var name: TaskName?

    public init(
        id: TaskID, action: ActionName, payload: RawJSON, runAt: Timestamp, localAnchor: LocalDateTime? = nil,
        recurrence: Recurrence.Frequency? = nil, zone: Zone = .utc,
        timeoutSeconds: Int = NewTask.defaultTimeoutSeconds, retry: RetryPolicy = .standard,
        schedule: SchedulePolicy = .standard, expiresAt: Timestamp? = nil, name: TaskName? = nil
    ) {
        self.id = id
        self.action = action
        self.payload = payload
        self.runAt = runAt
        self.localAnchor = localAnchor
        self.recurrence = recurrence
        self.zone = zone
        self.timeoutSeconds = timeoutSeconds
        self.retry = retry
        self.schedule = schedule
        self.expiresAt = expiresAt
        self.name = name
    }

    /// The rule that gives the occurrences, where there is more than one.
    public var rule: Recurrence? {
        guard let recurrence else { return nil }
        if let localAnchor { return Recurrence(recurrence, localAnchor: localAnchor, zone: zone) }
        return Recurrence(recurrence, anchor: runAt, zone: zone)
    }
}
