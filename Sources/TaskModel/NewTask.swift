public import JSON
public import Recurrence
public import Timekeeping

/// What a client asks for, checked: the definition of a task, which does not change as it runs.
public struct NewTask: Hashable, Sendable {
    /// How long a run may take when its task does not say, in seconds.
    public static let defaultTimeoutSeconds = 30
    /// What a task may say. The upper end lies well below RabbitMQ's consumer timeout of 30 minutes, past which the
    /// broker would take a run for lost while it is still at work.
    public static let timeoutRange = 1...1200

    public var id: TaskID
    public var action: ActionName
    public var payload: RawJSON
    /// When it runs, or runs first; the anchor of its recurrence.
    public var runAt: Timestamp
    public var recurrence: Recurrence.Frequency?
    /// The zone that recurrence is reckoned in.
    public var zone: Zone
    /// How long a run may take, in seconds.
    public var timeoutSeconds: Int
    public var retry: RetryPolicy

    public init(
        id: TaskID, action: ActionName, payload: RawJSON, runAt: Timestamp,
        recurrence: Recurrence.Frequency? = nil, zone: Zone = .utc,
        timeoutSeconds: Int = NewTask.defaultTimeoutSeconds, retry: RetryPolicy = .standard
    ) {
        self.id = id
        self.action = action
        self.payload = payload
        self.runAt = runAt
        self.recurrence = recurrence
        self.zone = zone
        self.timeoutSeconds = timeoutSeconds
        self.retry = retry
    }

    /// The rule that gives the occurrences, where there is more than one.
    public var rule: Recurrence? {
        recurrence.map { Recurrence($0, anchor: runAt, zone: zone) }
    }
}
