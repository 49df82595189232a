/// What is wrong with a recurrence, and where.
public struct RecurrenceError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A JSON pointer from the recurrence on: `/cron`, `/any_of/1/rrule`, or empty for the whole of it.
    public var pointer: String
    /// In a text: the column, from 1.
    public var column: Int?
    /// What was expected, and what is there.
    public var message: String

    public init(_ message: String, at pointer: String = "", column: Int? = nil) {
        self.pointer = pointer
        self.column = column
        self.message = message
    }

    init(_ error: RuleTextError, at pointer: String) {
        self.init(error.message, at: pointer, column: error.column)
    }

    /// For people.
    public var description: String { column.map { "column \($0): \(message)" } ?? message }
}
