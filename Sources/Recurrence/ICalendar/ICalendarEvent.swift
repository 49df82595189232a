/// A `VEVENT` of an iCalendar file.
public struct ICalendarEvent: Hashable, Sendable {
    /// A recurrence rule, and the line on which it stands.
    public struct Rule: Hashable, Sendable {
        /// What follows `RRULE:`.
        public var text: String
        public var line: Int
    }

    /// The line of its `BEGIN:VEVENT`, from 1.
    public var line: Int
    public var uid: String?
    public var summary: String?
    public var description: String?
    public var start: ICalendarTime
    /// `DTEND`, or what `DURATION` makes of the start: the end is not part of the event. `nil` if it has neither.
    public var end: ICalendarTime?
    public var rules: [Rule] = []
    /// `EXDATE`: starts that are left out.
    public var exceptions: [ICalendarTime] = []
    /// `RDATE`: starts that are added. Of a period, its start.
    public var additions: [ICalendarTime] = []
    /// `RECURRENCE-ID`: the start of the one occurrence that this event takes the place of.
    public var recurrenceID: ICalendarTime?
    /// `STATUS:CANCELLED`.
    public var isCancelled = false
}

/// What a reader did not understand in an iCalendar file.
public struct ICalendarError: Error, Hashable, Sendable, CustomStringConvertible {
    /// From 1.
    public var line: Int
    public var message: String

    public init(line: Int, _ message: String) {
        self.line = line
        self.message = message
    }

    public var description: String { "line \(line): \(message)" }
}
