/// What is wrong with a URL, and where.
struct WebURLError: Error, Hashable {
    /// What is wrong and what is allowed; it begins with a verb.
    let message: String
    /// Where it is, in characters from 1; `nil` if it is nowhere in particular.
    let column: Int?

    init(_ message: String, column: Int? = nil) {
        self.message = message
        self.column = column
    }
}
