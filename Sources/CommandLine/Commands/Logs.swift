import ArgumentParser

/// `carillon logs`.
struct Logs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what happened to tasks and runs, the oldest first.",
        discussion: """
            Shows what is kept and ends; with -f it shows what happens from now on, until it is interrupted. \
            --after shows what came after an event. With --json each event is a line.

            Examples:
              carillon logs -f
              carillon logs --task nightly
              carillon logs -f --type task.failed --json
            """)

    @Flag(name: [.short, .long], help: "Go on with what happens, from now on or after --after.")
    var follow = false

    @Option(help: ArgumentHelp("Only what came after the event of this id.", valueName: "id"))
    var after: Int?

    @Option(name: [.short, .long], help: "Only of these groups; several with commas.")
    var group: String?

    @Option(help: "Only of these actions; several with commas.")
    var action: String?

    @Option(help: "Only of this task, by its id or name.")
    var task: String?

    @Option(help: "Only these types, such as task.failed; several with commas.")
    var type: String?

    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    mutating func validate() throws {
        if let after, after < 0 { throw ValidationError("--after must be the id of an event, or 0") }
    }

    func run() async throws {
        try await Session.with(connection, output) { session in
            var query: [APIRequest.Parameter] = []
            if let group { query.append(.init("group", group)) }
            if let action { query.append(.init("action", action)) }
            if let task { query.append(.init("task_id", try await session.id(of: task))) }
            if let type { query.append(.init("type", type)) }
            try await EventFollower(session: session, query: query, flags: flags, goesOn: follow)
                .run(after: after.map(String.init) ?? (follow ? nil : "0"))
        }
    }

    /// Which flag gave which parameter.
    private var flags: FlagMap {
        var flags = FlagMap()
        for name in ["group", "action", "type", "after"] { flags.note(name, "--\(name)") }
        flags.note("task_id", "--task")
        return flags
    }
}
