/// The calendars that rules name, resolved: a rule has their names only, so that it follows what they come to say.
public struct CalendarBook: Hashable, Sendable {
    private var calendars: [CalendarName: NamedCalendar]

    public init(_ calendars: [CalendarName: NamedCalendar] = [:]) {
        self.calendars = calendars
    }

    public subscript(name: CalendarName) -> NamedCalendar? {
        get { calendars[name] }
        set { calendars[name] = newValue }
    }

    /// - Throws: an error that names the calendar if there is none of that name.
    func calendar(_ name: CalendarName, at pointer: String) throws(RecurrenceError) -> NamedCalendar {
        guard let calendar = calendars[name] else {
            throw RecurrenceError("there is no calendar \(name): make it with PUT /calendars/\(name)", at: pointer)
        }
        return calendar
    }
}
