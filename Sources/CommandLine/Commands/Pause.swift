import ArgumentParser

/// `carillon pause`.
struct Pause: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Hold tasks until they are resumed.")

    @Argument(help: "Their ids or names.")
    var tasks: [String] = []

    @Option(name: [.short, .long], help: "All of this group instead.")
    var group: String?

    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    func validate() throws {
        if tasks.isEmpty == (group == nil) { throw ValidationError("give tasks, or --group") }
    }

    func run() async throws {
        try await Session.with(connection, output) { session in
            let action = TaskAction(suffix: "/pause", done: "paused")
            if let group {
                try await action.performGroup(group, "pause", counting: "paused", session)
            } else {
                try await action.perform(tasks, session)
            }
        }
    }
}
