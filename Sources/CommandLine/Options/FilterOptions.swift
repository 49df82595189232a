import ArgumentParser
import Timekeeping

/// The flags that select tasks.
struct FilterOptions: ParsableArguments {
    @Option(
        name: [.short, .long],
        help: "Only these statuses, separated by commas: scheduled, running, completed, failed, paused.")
    var status: String?

    @Option(help: "Only tasks of this action.")
    var action: String?

    @Option(name: [.short, .long], help: "Only tasks of this group.")
    var group: String?

    @Option(help: "Only tasks with this tag. Repeat for tasks with all of several tags.")
    var tag: [String] = []

    @Option(help: "Only tasks whose name begins with this text.")
    var namePrefix: String?

    @Option(help: "Only tasks due at this time or later.")
    var from: String?

    @Option(help: "Only tasks due before this time.")
    var to: String?

    @Option(help: "Only tasks created at this time or later.")
    var createdFrom: String?

    @Option(help: "Only tasks created before this time.")
    var createdTo: String?

    /// The parameters of the query.
    ///
    /// - Throws: ``Failure`` if a time is malformed.
    func parameters(now: Timestamp, zone: Zone) throws -> [APIRequest.Parameter] {
        func moment(_ text: String?, _ flag: String) throws -> String? {
            try text.map { try MomentText($0, flag: flag, now: now, zone: zone).instant.rfc3339 }
        }
        return try values.compactMap { name, flag, value, isTime in
            guard let value = isTime ? try moment(value, flag) : value else { return nil }
            return APIRequest.Parameter(name, value)
        }
    }

    /// The parameter, the flag and the value of each option, and whether it is a time.
    private var values: [(name: String, flag: String, value: String?, isTime: Bool)] {
        [
            ("status", "--status", status, false), ("action", "--action", action, false),
            ("group", "--group", group, false), ("tag", "--tag", tag.isEmpty ? nil : tag.joined(separator: ","), false),
            ("name_prefix", "--name-prefix", namePrefix, false), ("run_from", "--from", from, true),
            ("run_to", "--to", to, true), ("created_from", "--created-from", createdFrom, true),
            ("created_to", "--created-to", createdTo, true),
        ]
    }

    /// Maps the parameters of the query to flags.
    var flags: FlagMap {
        var flags = FlagMap()
        for option in values { flags.record(option.name, option.flag) }
        flags.record("limit", "--limit")
        return flags
    }
}

/// The flags of commands that list.
struct PageOptions: ParsableArguments {
    @Option(name: [.short, .long], help: "Show at most this many.")
    var limit = 50

    @Flag(help: "Show all.")
    var all = false

    @Flag(help: "Show one JSON object per line.")
    var jsonLines = false

    mutating func validate() throws {
        guard limit >= 1 else { throw ValidationError("--limit must be at least 1") }
    }

    /// The maximum number to show; `nil` for all.
    var maximum: Int? { all ? nil : limit }
}
