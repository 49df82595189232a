import ArgumentParser

/// The flags of what lists.
struct PageOptions: ParsableArguments {
    @Option(name: [.short, .long], help: "Show so many at most.")
    var limit = 50

    @Flag(help: "Show all there are.")
    var all = false

    @Flag(help: "Show one JSON object a line.")
    var jsonLines = false

    mutating func validate() throws {
        guard limit >= 1 else { throw ValidationError("--limit must be at least 1") }
    }

    /// nil for all.
    var maximum: Int? { all ? nil : limit }
}
