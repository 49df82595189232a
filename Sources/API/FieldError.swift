/// What is wrong with one field of a request.
struct FieldError: Error, Hashable, Sendable {
    /// A JSON pointer (RFC 6901) into the body, or the name of a query parameter.
    var pointer: String
    /// What is wrong and what was expected.
    var detail: String
    /// Where in a text, from 1.
    var column: Int?

    init(_ pointer: String, _ detail: String, column: Int? = nil) {
        self.pointer = pointer
        self.detail = detail
        self.column = column
    }
}
