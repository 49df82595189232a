import ArgumentParser
import Timekeeping

/// The flags that say which tasks are meant.
struct FilterOptions: ParsableArguments {
    @Option(
        name: [.short, .long], help: "Only these: scheduled, running, completed, failed, paused; several with commas.")
    var status: String?

    @Option(help: "Only those of this action.")
    var action: String?

    @Option(name: [.short, .long], help: "Only those of this group.")
    var group: String?

    @Option(help: "Only those with this tag; given several times, with all of them.")
    var tag: [String] = []

    @Option(help: "Only those whose name begins so.")
    var namePrefix: String?

    @Option(help: "Only those due at this time or later.")
    var from: String?

    @Option(help: "Only those due before this time.")
    var to: String?

    @Option(help: "Only those made at this time or later.")
    var createdFrom: String?

    @Option(help: "Only those made before this time.")
    var createdTo: String?

    /// As parameters of a query.
    ///
    /// - Throws: ``Failure`` where a time can't be read.
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

    /// Which flag gave which parameter.
    var flags: FlagMap {
        var flags = FlagMap()
        for option in values { flags.note(option.name, option.flag) }
        flags.note("limit", "--limit")
        return flags
    }
}
