import ArgumentParser
import JSON
import Timekeeping

/// `carillon limits`. Without a subcommand it lists limits.
struct Limits: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List, set and delete limits on the runs of a group or to a host.",
        subcommands: [ListLimits.self, SetLimit.self, RemoveLimits.self], defaultSubcommand: ListLimits.self)
}

/// `carillon limits ls`.
struct ListLimits: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls", abstract: "List limits, and hosts that are slowed down or held to their share.",
        aliases: ["list"])

    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    func run() async throws {
        try await Session.with(connection, output) { session in
            let answer = try await session.client.send(APIRequest("/limits")).json()
            if session.isJSON { return try session.printJSON(answer) }
            let limits = answer["limits"]?.array ?? []
            guard !limits.isEmpty else { return session.printNote("no limits") }
            try session.print(Self.table(limits, session.time))
        }
    }

    private static func table(_ limits: [JSONValue], _ time: TimeFormatter) -> Table {
        var table = Table(columns: [
            .init(title: "NAME", isElastic: true), .init(title: "MAX CONCURRENT"), .init(title: "PER SECOND"),
            .init(title: "OUTSTANDING"), .init(title: "WAITING SINCE"), .init(title: "SLOWED UNTIL"),
        ])
        table.rows = limits.map { limit in
            [
                .init(limit["name"]?.string ?? ""), .init(LimitText.number(limit["max_concurrent"])),
                .init(LimitText.number(limit["per_second"])), .init(LimitText.outstanding(limit)),
                .init(LimitText.waiting(limit, time), .warning), .init(LimitText.slowed(limit, time), .warning),
            ]
        }
        return table
    }
}

/// `carillon limits set`.
struct SetLimit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Create or replace a limit.",
        discussion: "Example: carillon limits set host:api.example.com --max-concurrent 10 --per-second 50")

    @Argument(help: "The name of the limit: group:GROUP, host:HOST or host:HOST:PORT.")
    var name: String

    @Option(help: "How many runs at once. (default: no limit)")
    var maxConcurrent: Int?

    @Option(help: "How many runs per second, such as 50 or 0.5. (default: no limit)")
    var perSecond: Double?

    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    func validate() throws {
        if maxConcurrent == nil, perSecond == nil {
            throw ValidationError("give --max-concurrent, --per-second, or both")
        }
        // JSON has no number for it.
        if perSecond?.isFinite == false { throw ValidationError("--per-second must be a number") }
    }

    func run() async throws {
        var body: JSONValue = [:]
        var flags = FlagMap()
        if let maxConcurrent { body["max_concurrent"] = .int(maxConcurrent) }
        flags.record("/max_concurrent", "--max-concurrent")
        if let perSecond { body["per_second"] = .number("\(perSecond)") }
        flags.record("/per_second", "--per-second")
        flags.record("name", name)
        let request = APIRequest("PUT", "/limits/\(APIRequest.escaped(name))", json: body)
        try await Session.with(connection, output) { [flags] session in
            let answer = try await session.client.send(request, flags: flags).json()
            if session.isJSON { return try session.printJSON(answer) }
            try session.print("\(session.style.apply(.good, "set")) \(answer["limit"]?["name"]?.string ?? name)")
        }
    }
}

/// `carillon limits rm`.
struct RemoveLimits: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rm", abstract: "Delete limits: runs that wait for them continue.")

    @Argument(help: "The names of the limits, as \"carillon limits ls\" shows them.")
    var names: [String]

    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    func run() async throws {
        try await Session.with(connection, output) { session in
            try await session.each(names, done: "deleted") { name in
                try await session.client.send(APIRequest("DELETE", "/limits/\(APIRequest.escaped(name))")).json()
            }
        }
    }
}

/// Formats parts of a limit.
enum LimitText {
    /// A number without a fraction of zero: the API writes 50 per second as `50.0`.
    static func number(_ value: JSONValue?) -> String {
        guard case .number(let text) = value else { return "" }
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    /// How many runs count against a limit; for a host that is held to its share, also its slots.
    static func outstanding(_ limit: JSONValue) -> String {
        let count = number(limit["outstanding"])
        guard let slots = limit["fair_share"]?["slots"] else { return count }
        return "\(count) of \(number(slots)) slots"
    }

    /// How long the first waiting run has waited; empty if none waits.
    static func waiting(_ limit: JSONValue, _ time: TimeFormatter) -> String {
        instant(limit["waiting_since"]).map(time.relative) ?? ""
    }

    /// When a slowed host gets runs again, or how many at once if that time is over; empty if it is not slowed.
    static func slowed(_ limit: JSONValue, _ time: TimeFormatter) -> String {
        guard let slowed = limit["slowed"], let end = instant(slowed["until"]) else { return "" }
        guard end <= time.now else { return time.relative(end) }
        return "now \(number(slowed["max_concurrent"])) at once"
    }

    private static func instant(_ value: JSONValue?) -> Timestamp? {
        value?.string.flatMap { try? Timestamp(rfc3339: $0) }
    }
}
