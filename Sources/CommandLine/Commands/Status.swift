import ArgumentParser
import JSON
import Timekeeping

/// `carillon status`.
struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show whether the server is ready, and how many tasks it has.")

    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    static let statuses = ["scheduled", "running", "paused", "completed", "failed"]

    func run() async throws {
        try await Session.with(connection, output) { session in
            _ = try await session.client.send(APIRequest("/readyz"))
            let server = session.client.settings.server.url
            if !session.isJSON { try session.print("\(session.style.apply(.good, "ready")) at \(server)") }
            var counts = JSONValue.object([])
            for status in Self.statuses {
                let answer = try await session.client.send(
                    APIRequest(
                        "/tasks",
                        query: [.init("status", status), .init("count", "true"), .init("limit", "1")])
                ).json()
                counts[status] = answer["total"] ?? .null
            }
            if session.isJSON {
                return try session.printJSON(["server": .string(server), "status": "ok", "tasks": counts] as JSONValue)
            }
            var table = Table(columns: [.init(title: "TASKS"), .init(title: "", alignsRight: true)])
            table.rows = Self.statuses.map { status in
                [.init(status, Style.tone(of: status)), .init(counts[status]?.int.map(String.init) ?? "?")]
            }
            try session.print(table)
        }
    }
}

/// `carillon actions`.
struct Actions: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List actions with their executors, queues and speed.")

    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    func run() async throws {
        try await Session.with(connection, output) { session in
            let answer = try await session.client.send(APIRequest("/actions")).json()
            if session.isJSON { return try session.printJSON(answer) }
            try session.print(Self.table(answer["actions"]?.array ?? [], session.time))
        }
    }

    private static func table(_ actions: [JSONValue], _ time: TimeFormatter) -> Table {
        var table = Table(columns: [
            .init(title: "ACTION", isElastic: true), .init(title: "EXECUTORS"), .init(title: "IN QUEUE"),
            .init(title: "OUTSTANDING"), .init(title: "LAST MINUTE"), .init(title: "NEXT DUE"),
        ])
        table.rows = actions.map { action in
            let executors = executors(action)
            return [
                .init(action["action"]?.string ?? ""), .init(executors.text, executors.tone), number(action["ready"]),
                number(action["outstanding"]), .init(lastMinute(action["last_minute"])),
                .init(action["next_due_at"]?.string.flatMap { try? Timestamp(rfc3339: $0) }.map(time.relative) ?? ""),
            ]
        }
        return table
    }

    private static func executors(_ action: JSONValue) -> (text: String, tone: Style.Tone) {
        switch (action["queue"]?.string, action["consumers"]?.int) {
        case ("found", let count?) where count > 0: (String(count), .good)
        case ("unknown", _): ("unknown", .dim)
        default: ("none", .error)
        }
    }

    private static func number(_ value: JSONValue?) -> Table.Cell {
        .init(value?.int.map(String.init) ?? "")
    }

    private static func lastMinute(_ counts: JSONValue?) -> String {
        let (good, bad) = (counts?["succeeded"]?.int ?? 0, counts?["failed"]?.int ?? 0)
        return bad == 0 ? "\(good) done" : "\(good) done, \(bad) failed"
    }
}
