public import JSON
public import Recurrence
public import Timekeeping

/// The definition of a calendar, as a client gives it.
public struct CalendarDefinition: Hashable, Sendable {
    public enum Content: Hashable, Sendable {
        /// A list of what `except` of a recurrence may have.
        case entries(RawJSON)
        /// The text of an iCalendar file.
        case iCalendar(String)
    }

    public var name: CalendarName
    public var content: Content

    /// How many calendars there may be.
    public static let maximumCount = 1000

    public init(name: CalendarName, content: Content) {
        self.name = name
        self.content = content
    }

    /// Compiles the days and times that the calendar leaves out.
    ///
    /// - Throws: `RecurrenceError`, `ICalendarError` or `JSONError` if it can't be read.
    public func calendar() throws -> NamedCalendar {
        switch content {
        case .entries(let entries): try NamedCalendar(entries: entries)
        case .iCalendar(let text): try NamedCalendar(iCalendar: Array(text.utf8))
        }
    }
}

/// A calendar as the database keeps it.
public struct StoredCalendar: Hashable, Sendable {
    public var definition: CalendarDefinition
    /// How often its definition was changed, from 1.
    public var revision: Int
    /// How many live tasks use it.
    public var tasks: Int
    public var updatedAt: Timestamp

    public init(definition: CalendarDefinition, revision: Int, tasks: Int, updatedAt: Timestamp) {
        self.definition = definition
        self.revision = revision
        self.tasks = tasks
        self.updatedAt = updatedAt
    }
}
