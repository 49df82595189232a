/// What is wrong with the text of a rule, and where.
struct RuleTextError: Error, Hashable {
    /// From 1.
    var column: Int
    /// What was expected, and what is there.
    var message: String

    init(_ column: Int, _ message: String) {
        self.column = column
        self.message = message
    }
}
