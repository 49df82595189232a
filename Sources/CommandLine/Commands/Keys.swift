import ArgumentParser
import JSON
import Timekeeping

/// `carillon keys`.
struct Keys: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Create, list and revoke API keys.", subcommands: [CreateKey.self, ListKeys.self, RevokeKey.self])
}

/// `carillon keys create`.
struct CreateKey: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Create a key. It is shown only once.",
        discussion: "Example: carillon keys create --name ci --scope tasks:write --expires 90d")

    @Option(name: [.short, .long], help: "A name that says what the key is for.")
    var name: String

    @Option(help: "What the key may do: tasks:read, tasks:write or admin. Repeat for several.")
    var scope: [String]

    @Option(name: [.short, .long], help: "A group that the key may use. Repeat for several. (default: all groups)")
    var group: [String] = []

    @Option(help: "When the key expires: a time, or a duration from now, such as 90d. (default: never)")
    var expires: String?

    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    func run() async throws {
        let environment = CommandEnvironment.current
        let (now, zone) = (environment.clock.now(), environment.zone)
        var body: JSONValue = ["name": .string(name), "scopes": .strings(scope)]
        var flags = FlagMap()
        flags.record("/name", "--name", name)
        flags.record("/scopes", "--scope")
        if !group.isEmpty { body["groups"] = .strings(group) }
        flags.record("/groups", "--group")
        if let expires {
            let length = try? DurationText(expires, flag: "--expires")
            let end =
                try length?.instant(after: now, in: zone)
                ?? MomentText(expires, flag: "--expires", now: now, zone: zone).instant
            body["expires_at"] = .string(end.rfc3339)
            flags.record("/expires_at", "--expires", expires)
        }
        let request = APIRequest("POST", "/keys", json: body)
        try await Session.with(connection, output) { [flags] session in
            let answer = try await session.client.send(request, flags: flags).json()
            do {
                // Only the key goes to standard output, so that a script can store it.
                if session.isJSON {
                    try session.printJSON(answer)
                } else {
                    try session.print(answer["key"]?.string ?? "")
                }
                try environment.output.finish()
            } catch let error as OutputError {
                throw try await revoke(answer, since: error, session)
            }
            guard !session.isJSON else { return }
            session.printNote("This is the only time that the key is shown. Its id is \(answer["id"]?.string ?? "").")
        }
    }

    /// Revokes a key that could not be shown: its user does not have it, and a reader of partial output might.
    ///
    /// - Returns: the failure to report, even if the reader is gone.
    private func revoke(_ answer: JSONValue, since error: OutputError, _ session: Session) async throws -> Failure {
        let id = answer["id"]?.string ?? ""
        var request = APIRequest("DELETE", "/keys/\(APIRequest.escaped(id))")
        if session.client.settings.key == nil, let key = answer["key"]?.string {
            // This was the first key: from now on each request needs one.
            request.headers.append(.init("Authorization", "Bearer \(key)"))
        }
        do {
            _ = try await session.client.send(request)
            return Failure(.refused, "\(error.message); the key was not shown and is revoked", hint: nil)
        } catch let failure as Failure {
            return Failure(
                .refused, "\(error.message); the key was not shown, and revoking it failed: \(failure.message)",
                hint: "revoke it: carillon keys revoke \(id)")
        }
    }
}

/// `carillon keys ls`.
struct ListKeys: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "ls", abstract: "List keys.", aliases: ["list"])

    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    func run() async throws {
        try await Session.with(connection, output) { session in
            let answer = try await session.client.send(APIRequest("/keys")).json()
            if session.isJSON { return try session.printJSON(answer) }
            let keys = answer["keys"]?.array ?? []
            guard !keys.isEmpty else { return session.printNote("no keys") }
            try session.print(Self.table(keys, session.time))
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
                .init(key["name"]?.string ?? ""), .init(list(key["scopes"])), .init(list(key["groups"])),
                .init(state.text, state.tone), .init(relative(key["created_at"], time)),
                .init(relative(key["last_used_at"], time)), .init(key["id"]?.string ?? "", .dim),
            ]
        }
        return table
    }

    private static func state(_ key: JSONValue, _ time: TimeFormatter) -> (text: String, tone: Style.Tone) {
        if key["revoked_at"]?.string != nil { return ("revoked", .error) }
        guard let end = instant(key["expires_at"]) else { return ("valid", .good) }
        return end <= time.now ? ("expired", .error) : ("ends \(time.relative(end))", .good)
    }

    private static func list(_ value: JSONValue?) -> String {
        (value?.array ?? []).compactMap(\.string).joined(separator: ", ")
    }

    private static func relative(_ value: JSONValue?, _ time: TimeFormatter) -> String {
        instant(value).map(time.relative) ?? ""
    }

    private static func instant(_ value: JSONValue?) -> Timestamp? {
        value?.string.flatMap { try? Timestamp(rfc3339: $0) }
    }
}

/// `carillon keys revoke`.
struct RevokeKey: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "Revoke keys: the server refuses them from then on.")

    @Argument(help: "The ids of the keys, as \"carillon keys ls\" shows them.")
    var ids: [String]

    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    func run() async throws {
        try await Session.with(connection, output) { session in
            try await session.each(ids, done: "revoked") { name in
                try await session.client.send(APIRequest("DELETE", "/keys/\(APIRequest.escaped(name))")).json()
            }
        }
    }
}
