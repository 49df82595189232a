import ArgumentParser

/// `carillon status`.
struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Tell whether the server is ready, and how many tasks it has.")

    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    private static let statuses = ["scheduled", "running", "paused", "completed", "failed"]

    func run() async throws {
        try await Session.with(connection, output) { session in
            _ = try await session.client.send(APIRequest("/readyz"))
            let server = session.client.settings.server.url
            if !session.isJSON { try session.say("\(session.style.apply(.good, "ready")) at \(server)") }
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
                return try session.show(["server": .string(server), "status": "ok", "tasks": counts] as JSONValue)
            }
            var table = Table(columns: [.init(title: "TASKS"), .init(title: "", alignsRight: true)])
            table.rows = Self.statuses.map { status in
                [.init(status, Style.tone(of: status)), .init(counts[status]?.int.map(String.init) ?? "?")]
            }
            try session.say(table)
        }
    }
}
