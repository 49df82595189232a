import ArgumentParser
import JSON
import Timekeeping

/// `carillon backfill`.
struct BackfillCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backfill", abstract: "Run past occurrences of a recurring task, each once.",
        discussion: """
            Without --yes it only shows what would run. Occurrences that already have a run are skipped.

            Example: carillon backfill hourly-report --from "2026-06-01 00:00" --to "2026-06-02 00:00" --yes
            """)

    @Argument(help: "The id or name of the task.")
    var task: String

    @Option(help: "Start of the range: the first time that is included.")
    var from: String

    @Option(help: "End of the range: this time is not included. (default: now)")
    var to: String?

    @Option(help: "Run at most this many occurrences, the earliest first: 1 to 10,000. (default: 1000)")
    var max: Int?

    @Option(help: "Start this many runs per second, such as 10 or 0.5. (default: 1)")
    var pace: Double?

    @Flag(help: "Run the occurrences instead of only showing them.")
    var yes = false

    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    func validate() throws {
        if pace?.isFinite == false { throw ValidationError("--pace must be a number") }
    }

    func run() async throws {
        try await Session.with(connection, output) { session in
            let (now, zone) = (session.environment.clock.now(), session.environment.zone)
            func time(_ text: String, _ flag: String) throws -> JSONValue {
                .string(try MomentText(text, flag: flag, now: now, zone: zone).instant.rfc3339)
            }
            var flags = FlagMap()
            var body: JSONValue = ["from": try time(from, "--from")]
            flags.record("/from", "--from", from)
            if let to { body["to"] = try time(to, "--to") }
            flags.record("/to", "--to", to)
            if let max { body["max"] = .int(max) }
            flags.record("/max", "--max")
            if let pace { body["pace_per_second"] = .number("\(pace)") }
            flags.record("/pace_per_second", "--pace")
            if yes { body["dry_run"] = .bool(false) }
            let id = try await session.id(of: task)
            let request = APIRequest("POST", "/tasks/\(id)/backfill", json: body)
            let answer = try await session.client.send(request, flags: flags).json()
            if session.isJSON { return try session.printJSON(answer) }
            try session.print(lines(answer["backfill"] ?? [:], session))
        }
    }

    private func lines(_ backfill: JSONValue, _ session: Session) -> [String] {
        let runs = backfill["runs"]?.int ?? 0
        let count = "\(runs) occurrence\(runs == 1 ? "" : "s")"
        var range = ""
        if let first = backfill["first"]?.string, let last = backfill["last"]?.string {
            range = first == last ? ", \(first)" : ", from \(first) to \(last)"
        }
        let verb = yes ? session.style.apply(.good, "backfilling") : "would run"
        var lines = ["\(verb) \(count) of \(task)\(range)"]
        if let known = backfill["left_out"]?["already_run"]?.int, known > 0 {
            lines.append("left out: \(known) that \(known == 1 ? "has" : "have") a run")
        }
        if let unknown = backfill["left_out"]?["unknown"]?.int, unknown > 0 {
            lines.append("left out: \(unknown) that may have run, since the history of that time was removed")
        }
        if backfill["truncated"]?.isTrue == true { lines.append("there are more: see --max") }
        if !yes, runs > 0 { lines.append("nothing was done: add --yes to run them") }
        return lines
    }
}
