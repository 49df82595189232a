internal import GRDB
internal import JSON
internal import Recurrence
internal import Synchronization
internal import TaskModel

/// The calendars that rules of tasks name, read once and kept in memory.
///
/// Only the writing connection uses it: what a transaction has changed is forgotten in that transaction.
final class StoredCalendars: Sendable {
    private let known = Mutex<[CalendarName: NamedCalendar]>([:])

    /// The calendars that a rule names. One that is not there leaves nothing out: a task that ended may outlive it.
    func book(for rule: RecurrenceRule, in db: Database) throws -> CalendarBook {
        var book = CalendarBook()
        for name in rule.calendarNames {
            book[name] = try calendar(name, in: db) ?? NamedCalendar()
        }
        return book
    }

    private func calendar(_ name: CalendarName, in db: Database) throws -> NamedCalendar? {
        if let calendar = known.withLock({ $0[name] }) { return calendar }
        let row = try Row.fetchOne(
            db.cachedStatement(sql: Statements.calendarContent), arguments: [name.rawValue])
        guard let row else { return nil }
        let calendar = try CalendarDefinition(name: name, row).calendar()
        known.withLock { $0[name] = calendar }
        return calendar
    }

    func forget(_ name: CalendarName) {
        known.withLock { $0[name] = nil }
    }

    /// Forgets all, after a transaction that was rolled back.
    func forget() {
        known.withLock { $0.removeAll() }
    }
}

extension CalendarDefinition {
    /// Reads `is_icalendar` and `definition`.
    init(name: CalendarName, _ row: Row) throws {
        let text: String = row["definition"]
        let isICalendar: Bool = row["is_icalendar"]
        self.init(
            name: name, content: isICalendar ? .iCalendar(text) : .entries(RawJSON(unchecked: Array(text.utf8))))
    }
}
