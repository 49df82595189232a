import ArgumentParser

/// `carillon cancel`.
struct Cancel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Stop what tasks have under way; those that recur go on with their next occurrence.")

    @Argument(help: "Their ids or names.")
    var tasks: [String]

    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    func run() async throws {
        try await Session.with(connection, output) { session in
            try await TaskAction(suffix: "/cancel", done: "cancelled").perform(tasks, session)
        }
    }
}
