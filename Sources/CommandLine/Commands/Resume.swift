import ArgumentParser

/// `carillon resume`.
struct Resume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Let paused tasks go on.")

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
            let action = TaskAction(suffix: "/resume", done: "resumed")
            if let group {
                try await action.performGroup(group, "resume", counting: "resumed", session)
            } else {
                try await action.perform(tasks, session)
            }
        }
    }
}
