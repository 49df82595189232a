import ArgumentParser

/// `carillon show`.
struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show a task.")

    @Argument(help: "Its id or name.")
    var task: String

    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    func run() async throws {
        try await Session.with(connection, output) { session in
            let task = try await session.task(task)
            if session.isJSON { return try session.show(["task": task] as JSONValue) }
            try session.say(TaskText(time: session.time, style: session.style).lines(task))
        }
    }
}
