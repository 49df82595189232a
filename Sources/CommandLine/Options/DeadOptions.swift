import ArgumentParser
import Timekeeping

/// The flags that say which dead runs are meant.
struct DeadOptions: ParsableArguments {
    @Option(help: "Only those of this action.")
    var action: String?

    @Option(help: "Only those with this error, such as http_status or timeout.")
    var errorCode: String?

    @Option(help: "Only those that died at this time or later.")
    var from: String?

    @Option(help: "Only those that died before this time.")
    var to: String?

    /// The API's names with their values.
    ///
    /// - Throws: ``Failure`` where a time can't be read.
    func parameters(now: Timestamp, zone: Zone) throws -> [APIRequest.Parameter] {
        func moment(_ text: String?, _ flag: String) throws -> String? {
            try text.map { try MomentText($0, flag: flag, now: now, zone: zone).instant.rfc3339 }
        }
        let values: [(String, String?)] = [
            ("action", action), ("error_code", errorCode), ("from", try moment(from, "--from")),
            ("to", try moment(to, "--to")),
        ]
        return values.compactMap { name, value in value.map { APIRequest.Parameter(name, $0) } }
    }

    /// Which flag gave which parameter, or field of a body.
    var flags: FlagMap {
        var flags = FlagMap()
        for (name, flag) in [
            ("action", "--action"), ("error_code", "--error-code"), ("from", "--from"), ("to", "--to"),
        ] {
            flags.note(name, flag)
            flags.note("/\(name)", flag)
        }
        return flags
    }
}
