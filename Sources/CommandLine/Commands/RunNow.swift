import ArgumentParser

/// `carillon run`.
struct RunNow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run tasks now, beside their schedule.")

    @Argument(help: "Their ids or names.")
    var tasks: [String]

    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    func run() async throws {
        try await Session.with(connection, output) { session in
            try await TaskAction(suffix: "/run", done: "queued").perform(tasks, session)
        }
    }
}
