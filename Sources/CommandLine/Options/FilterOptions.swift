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
        let values: [(String, String?)] = [
            ("status", status), ("action", action), ("group", group),
            ("tag", tag.isEmpty ? nil : tag.joined(separator: ",")), ("name_prefix", namePrefix),
            ("run_from", try moment(from, "--from")), ("run_to", try moment(to, "--to")),
            ("created_from", try moment(createdFrom, "--created-from")),
            ("created_to", try moment(createdTo, "--created-to")),
        ]
        return values.compactMap { name, value in value.map { APIRequest.Parameter(name, $0) } }
    }

    /// Which flag gave which parameter.
    var flags: FlagMap {
        var flags = FlagMap()
        for (name, flag) in [
            ("status", "--status"), ("action", "--action"), ("group", "--group"), ("tag", "--tag"),
            ("name_prefix", "--name-prefix"), ("run_from", "--from"), ("run_to", "--to"),
            ("created_from", "--created-from"), ("created_to", "--created-to"), ("limit", "--limit"),
        ] { flags.note(name, flag) }
        return flags
    }
}
