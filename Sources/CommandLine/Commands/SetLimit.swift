import ArgumentParser

/// `carillon limits set`.
struct SetLimit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Set a limit, in place of the one of its name.",
        discussion: "Example: carillon limits set host:api.example.com --max-concurrent 10 --per-second 50")

    @Argument(help: "group:GROUP, host:HOST or host:HOST:PORT.")
    var name: String

    @Option(help: "How many runs at once; any number where it is left out.")
    var maxConcurrent: Int?

    @Option(help: "How many runs a second, such as 50 or 0.5; any number where it is left out.")
    var perSecond: Double?

    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    func validate() throws {
        if maxConcurrent == nil, perSecond == nil {
            throw ValidationError("give --max-concurrent, --per-second, or both")
        }
        // What JSON has no number for.
        if perSecond?.isFinite == false { throw ValidationError("--per-second must be a number") }
    }

    func run() async throws {
        var body: JSONValue = [:]
        var flags = FlagMap()
        if let maxConcurrent { body["max_concurrent"] = .int(maxConcurrent) }
        flags.note("/max_concurrent", "--max-concurrent")
        if let perSecond { body["per_second"] = .number("\(perSecond)") }
        flags.note("/per_second", "--per-second")
        flags.note("name", name)
        let request = APIRequest("PUT", "/limits/\(APIRequest.escaped(name))", json: body)
        try await Session.with(connection, output) { [flags] session in
            let answer = try await session.client.send(request, flags: flags).json()
            if session.isJSON { return try session.show(answer) }
            try session.say("\(session.style.apply(.good, "set")) \(answer["limit"]?["name"]?.text ?? name)")
        }
    }
}
