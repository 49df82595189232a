import ArgumentParser
import Timekeeping

/// `carillon keys create`.
struct CreateKey: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make a key. It is shown once.",
        discussion: "Example: carillon keys create --name ci --scope tasks:write --expires 90d")

    @Option(name: [.short, .long], help: "What it is for.")
    var name: String

    @Option(help: "What it may do: tasks:read, tasks:write or admin; may be given several times.")
    var scope: [String]

    @Option(name: [.short, .long], help: "The only group that it sees; may be given several times.")
    var group: [String] = []

    @Option(help: "When it ends: a time, or a length of time from now.")
    var expires: String?

    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    func run() async throws {
        let surroundings = CommandEnvironment.current
        let (now, zone) = (surroundings.clock.now(), surroundings.zone)
        var body: JSONValue = ["name": .string(name), "scopes": .strings(scope)]
        var flags = FlagMap()
        flags.note("/name", "--name", name)
        flags.note("/scopes", "--scope")
        if !group.isEmpty { body["groups"] = .strings(group) }
        flags.note("/groups", "--group")
        if let expires {
            let length = try? DurationText(expires, flag: "--expires")
            let end =
                try length?.instant(after: now, in: zone)
                ?? MomentText(expires, flag: "--expires", now: now, zone: zone).instant
            body["expires_at"] = .string(end.rfc3339)
            flags.note("/expires_at", "--expires", expires)
        }
        let request = APIRequest("POST", "/keys", json: body)
        try await Session.with(connection, output) { [flags] session in
            let answer = try await session.client.send(request, flags: flags).json()
            do {
                // The key alone goes to standard output, so that a script can keep it.
                if session.isJSON { try session.show(answer) } else { try session.say(answer["key"]?.text ?? "") }
                try surroundings.output.finish()
            } catch let error as OutputError {
                throw try await revoke(answer, since: error, session)
            }
            guard !session.isJSON else { return }
            session.note("This is the only time that the key is shown. Its id is \(answer["id"]?.text ?? "").")
        }
    }

    /// Revokes a key that could not be shown: it would let in the reader of half an output, and be of no use to others.
    ///
    /// - Returns: what to tell, also if the reader has gone.
    private func revoke(_ answer: JSONValue, since error: OutputError, _ session: Session) async throws -> Failure {
        let id = answer["id"]?.text ?? ""
        var request = APIRequest("DELETE", "/keys/\(APIRequest.escaped(id))")
        if session.client.settings.key == nil, let key = answer["key"]?.text {
            // The first key of all: from now on each request needs one.
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
