import ArgumentParser
import Version

/// `carillon` itself.
struct CarillonCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "carillon",
        abstract: "Schedule tasks and follow their runs.",
        discussion: """
            Give a task by its id or its name (@NAME if the name looks like an id).

            The server and the key come from flags, from CARILLON_SERVER and CARILLON_KEY, or from \
            ~/.config/carillon/config.toml.

            Examples:
              carillon add webhook https://example.com/hook --in 10m --data '{"a":1}'
              carillon add message ops.alerts --cron '0 9 * * MON' --data '"good morning"'
              carillon ls --status scheduled
              carillon edit nightly --cron '30 2 * * *'
              carillon logs -f --group billing

            \(Outcome.help)
            """,
        version: "carillon \(CarillonVersion.text)",
        groupedSubcommands: [
            CommandGroup(
                name: "Tasks",
                subcommands: [
                    Add.self, List.self, Show.self, Edit.self, Pause.self, Resume.self, RunNow.self,
                    BackfillCommand.self, Cancel.self, Remove.self,
                ]),
            CommandGroup(name: "Runs", subcommands: [Runs.self, Dead.self, Redrive.self, Discard.self, Logs.self]),
            CommandGroup(name: "Many at once", subcommands: [Import.self, Export.self]),
            CommandGroup(
                name: "More",
                subcommands: [
                    Preview.self, Actions.self, Limits.self, Calendars.self, Keys.self, Status.self, Completion.self,
                ]),
        ])
}

/// `carillon completion`.
struct Completion: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print a script that completes commands in your shell.",
        discussion: """
            bash:  source <(carillon completion bash)
            zsh:   carillon completion zsh > ~/.zfunc/_carillon
            fish:  carillon completion fish > ~/.config/fish/completions/carillon.fish
            """)

    @Argument(help: "bash, zsh or fish.")
    var shell: Shell

    enum Shell: String, ExpressibleByArgument, CaseIterable {
        case bash, zsh, fish
    }

    func run() async throws {
        let script = CarillonCommand.completionScript(
            for: shell == .bash ? .bash : shell == .zsh ? .zsh : .fish)
        try CommandEnvironment.current.output.write(script + "\n")
    }
}
