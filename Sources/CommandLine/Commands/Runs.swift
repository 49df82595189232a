import ArgumentParser

/// `carillon runs`.
struct Runs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show the history of a task, newest first.")

    @Argument(help: "Its id or name.")
    var task: String

    @OptionGroup(title: "How many") var page: PageOptions
    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    func run() async throws {
        try await Session.with(connection, output) { session in
            let id = try await session.id(of: task)
            guard let (runs, hasMore) = try await session.list(APIRequest("/tasks/\(id)/runs"), of: "runs", page)
            else { return }
            guard !runs.isEmpty else { return session.note("no runs yet") }
            try session.say(RunText(time: session.time).history(runs))
            if hasMore { session.note("… and more; --all shows them") }
        }
    }
}
