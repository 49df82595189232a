import ArgumentParser
import Version

/// `carillon` itself.
struct CarillonCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "carillon",
        abstract: "Schedules tasks, and shows what becomes of them.",
        discussion: """
            A task is called by its id or by its name (@NAME where a name looks like an id).

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
