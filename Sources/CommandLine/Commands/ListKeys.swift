import ArgumentParser
import Timekeeping

/// `carillon keys ls`.
struct ListKeys: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "ls", abstract: "List keys.", aliases: ["list"])

    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    func run() async throws {
        try await Session.with(connection, output) { session in
            let answer = try await session.client.send(APIRequest("/keys")).json()
            if session.isJSON { return try session.show(answer) }
            let keys = answer["keys"]?.elements ?? []
            guard !keys.isEmpty else { return session.note("no keys") }
            try session.say(Self.table(keys, session.time))
        }
    }

    private static func table(_ keys: [JSONValue], _ time: TimeFormatter) -> Table {
        var table = Table(columns: [
            .init(title: "NAME", isElastic: true), .init(title: "SCOPES"), .init(title: "GROUPS", isElastic: true),
            .init(title: "STATE"), .init(title: "CREATED"), .init(title: "LAST USED"), .init(title: "ID"),
        ])
        table.rows = keys.map { key in
            let state = state(key, time)
            return [
                .init(key["name"]?.text ?? ""), .init(list(key["scopes"])), .init(list(key["groups"])),
                .init(state.text, state.tone), .init(relative(key["created_at"], time)),
                .init(relative(key["last_used_at"], time)), .init(key["id"]?.text ?? "", .dim),
            ]
        }
        return table
    }

    private static func state(_ key: JSONValue, _ time: TimeFormatter) -> (text: String, tone: Style.Tone) {
        if key["revoked_at"]?.text != nil { return ("revoked", .error) }
        guard let end = instant(key["expires_at"]) else { return ("valid", .good) }
        return end <= time.now ? ("expired", .error) : ("ends \(time.relative(end))", .good)
    }

    private static func list(_ value: JSONValue?) -> String {
        (value?.elements ?? []).compactMap(\.text).joined(separator: ", ")
    }

    private static func relative(_ value: JSONValue?, _ time: TimeFormatter) -> String {
        instant(value).map(time.relative) ?? ""
    }

    private static func instant(_ value: JSONValue?) -> Timestamp? {
        value?.text.flatMap { try? Timestamp(rfc3339: $0) }
    }
}
