/// An error in a recurrence, with its place.
public struct RecurrenceError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A JSON pointer relative to the recurrence: `/cron`, `/any_of/1/rrule`, or empty for the whole recurrence.
    public var pointer: String
    /// The column in a text, from 1.
    public var column: Int?
    /// What is wrong and what is allowed.
    public var message: String

    public init(_ message: String, at pointer: String = "", column: Int? = nil) {
        self.pointer = pointer
        self.column = column
        self.message = message
    }

    init(_ error: RuleTextError, at pointer: String) {
        self.init(error.message, at: pointer, column: error.column)
    }

    /// The message, with the column if there is one.
    public var description: String { column.map { "column \($0): \(message)" } ?? message }
}

/// An error in the text of a rule, with its column.
struct RuleTextError: Error, Hashable {
    /// From 1.
    var column: Int
    /// What is wrong and what is allowed.
    var message: String

    init(_ column: Int, _ message: String) {
        self.column = column
        self.message = message
    }
}
