import ArgumentParser
import Timekeeping

/// `carillon limits ls`.
struct ListLimits: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls", abstract: "List limits, and the hosts that are slowed or wait for their share.",
        aliases: ["list"])

    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    func run() async throws {
        try await Session.with(connection, output) { session in
            let answer = try await session.client.send(APIRequest("/limits")).json()
            if session.isJSON { return try session.show(answer) }
            let limits = answer["limits"]?.elements ?? []
            guard !limits.isEmpty else { return session.note("no limits") }
            try session.say(Self.table(limits, session.time))
        }
    }

    private static func table(_ limits: [JSONValue], _ time: TimeFormatter) -> Table {
        var table = Table(columns: [
            .init(title: "NAME", isElastic: true), .init(title: "MAX CONCURRENT"), .init(title: "PER SECOND"),
            .init(title: "OUTSTANDING"), .init(title: "WAITING SINCE"), .init(title: "SLOWED UNTIL"),
        ])
        table.rows = limits.map { limit in
            [
                .init(limit["name"]?.text ?? ""), .init(LimitText.number(limit["max_concurrent"])),
                .init(LimitText.number(limit["per_second"])), .init(LimitText.outstanding(limit)),
                .init(LimitText.waiting(limit, time), .warning), .init(LimitText.slowed(limit, time), .warning),
            ]
        }
        return table
    }
}
