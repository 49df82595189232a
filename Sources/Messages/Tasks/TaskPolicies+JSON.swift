public import JSON
public import TaskModel

extension SchedulePolicy {
    /// The table of its fields.
    public static let fields: [Field<SchedulePolicy>] = [
        Field("on_missed", .word, get: { $0.onMissed }, set: { $0.onMissed = $1 }),
        // A client may give it with `on_missed: all` only, and should be able to send back what it sees.
        Field(
            "max_missed", .int(maxMissedRange), get: { $0.onMissed == .all ? $0.maxMissed : nil },
            set: { $0.maxMissed = $1 }),
        Field("grace_seconds", .int(graceRange), get: { $0.graceSeconds }, set: { $0.graceSeconds = $1 }),
        Field("overlap", .word, get: { $0.overlap }, set: { $0.overlap = $1 }),
        Field("on_failure", .word, get: { $0.onFailure }, set: { $0.onFailure = $1 }),
    ]

    /// Writes its members into the object that has them.
    public func write(into json: inout JSONWriter) {
        Self.fields.write(self, .view, into: &json)
    }

    /// Reads what ``write(into:)`` wrote. What is missing is as in ``standard``.
    public init(reading reader: inout JSONReader) throws {
        self = .standard
        try Self.fields.read(&self, &reader)
    }
}

extension RetryPolicy {
    /// The table of its fields.
    public static let fields: [Field<RetryPolicy>] = [
        Field("max_attempts", .int(attemptsRange), get: { $0.maxAttempts }, set: { $0.maxAttempts = $1 }),
        Field("backoff", .word, get: { $0.scheduleSeconds.isEmpty ? $0.backoff : nil }, set: { $0.backoff = $1 }),
        Field(
            "initial_seconds", .double(secondsRange), get: { $0.scheduleSeconds.isEmpty ? $0.initialSeconds : nil },
            set: { $0.initialSeconds = $1 }),
        Field(
            "max_seconds", .double(secondsRange), get: { $0.scheduleSeconds.isEmpty ? $0.maxSeconds : nil },
            set: { $0.maxSeconds = $1 }),
        Field(
            "schedule_seconds",
            .doubles(
                secondsRange, count: 1...maximumSchedule, "must hold 1 to \(maximumSchedule) delays in seconds"),
            get: { $0.scheduleSeconds.isEmpty ? nil : $0.scheduleSeconds }, set: { $0.scheduleSeconds = $1 }),
        Field("jitter", .word, get: { $0.jitter }, set: { $0.jitter = $1 }),
        Field(
            "max_age_seconds", .double(maxAgeRange), takesNull: true, get: { $0.maxAgeSeconds },
            set: { $0.maxAgeSeconds = $1 }),
    ]

    public func write(into json: inout JSONWriter) {
        Self.fields.write(self, .view, into: &json)
    }

    /// Reads what ``write(into:)`` wrote. What is missing is as in ``standard``.
    public init(reading reader: inout JSONReader) throws {
        self = .standard
        try Self.fields.read(&self, &reader)
    }
}
