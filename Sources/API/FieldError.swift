/// What is wrong with one field of a request.
struct FieldError: Error, Hashable, Sendable {
    /// A JSON pointer (RFC 6901) into the body, or the name of a query parameter.
    var pointer: String
    /// What is wrong and what was expected.
    var detail: String

    init(_ pointer: String, _ detail: String) {
        self.pointer = pointer
        self.detail = detail
    }
}
