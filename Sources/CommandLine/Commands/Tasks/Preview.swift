import ArgumentParser
import JSON
import Timekeeping

/// `carillon preview`.
struct Preview: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show when a schedule would run, without creating a task.",
        discussion: """
            Examples:
              carillon preview --cron '0 9 * * MON-FRI' --tz Europe/Berlin
              carillon preview --monthly --at '2030-01-31 09:00' -n 12
            """)

    @OptionGroup var when: WhenOptions

    @Option(help: "Only times after this one. (default: now)")
    var after: String?

    @Option(name: [.customShort("n"), .short, .long], help: "Show at most this many.")
    var limit = 10

    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    func run() async throws {
        let environment = CommandEnvironment.current
        let (now, zone) = (environment.clock.now(), environment.zone)
        guard !when.forms.isEmpty else {
            throw Failure(.usage, "give a recurrence: --cron, --every, --rrule, --daily, --recurrence, …")
        }
        let built = try WhenBuilder(now: now, zone: zone, data: DataReader(environment)).build(when)
        var (body, flags) = (JSONValue.object(built.fields), built.flags)
        if let after {
            body["after"] = .string(try MomentText(after, flag: "--after", now: now, zone: zone).instant.rfc3339)
            flags.record("/after", "--after", after)
        }
        body["limit"] = .int(limit)
        flags.record("/limit", "--limit", String(limit))
        let request = APIRequest("POST", "/recurrences/preview", json: body)
        try await Session.with(connection, output) { [flags] session in
            let answer = try await session.client.send(request, flags: flags).json()
            if session.isJSON { return try session.printJSON(answer) }
            try session.print(session.style.apply(.bold, TerminalText.harmless(answer["description"]?.string ?? "")))
            try session.print(Self.table(answer["occurrences"]?.array ?? [], session.time))
        }
    }

    private static func table(_ occurrences: [JSONValue], _ time: TimeFormatter) -> Table {
        var table = Table(columns: [
            .init(title: "THERE"), .init(title: "HERE"), .init(title: ""), .init(title: "NOTES", isElastic: true),
        ])
        table.rows = occurrences.map { occurrence in
            let at = occurrence["at"]?.string.flatMap { try? Timestamp(rfc3339: $0) }
            let local = occurrence["local"]?.string ?? ""
            // Shown once if both clocks agree.
            let isHere = at.map { local == $0.rfc3339(in: time.zone) } ?? false
            return [
                .init(local.replacingT), .init(isHere ? "" : at.map(time.absolute) ?? ""),
                .init(at.map(time.relative) ?? "", .dim),
                .init(notes(of: occurrence).joined(separator: ", "), .warning),
            ]
        }
        return table
    }

    /// The notes of the API; for a moved occurrence, the day that it was moved from.
    private static func notes(of occurrence: JSONValue) -> [String] {
        let from = occurrence["moved_from"]?.string.flatMap { try? LocalDateTime(parsing: $0) }
        return (occurrence["notes"]?.array ?? []).compactMap(\.string).map { note in
            guard note == "shift", let from else { return note }
            return "moved from \(weekdays[from.date.weekday]) \(from.description.prefix(10))"
        }
    }

    private static let weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
}

extension String {
    /// `2026-06-10T15:00:00+02:00` with a space in place of the `T`.
    fileprivate var replacingT: String { split(separator: "T", maxSplits: 1).joined(separator: " ") }
}
