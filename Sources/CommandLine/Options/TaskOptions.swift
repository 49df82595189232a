import ArgumentParser

/// The flags for the fields of a task, for `add` and `edit`.
struct TaskOptions: ParsableArguments {
    @Option(name: [.short, .long], help: "The data to send, in JSON; @FILE reads a file, - standard input.")
    var data: String?

    @Option(help: "The whole payload of the action, in JSON; @FILE and - as with --data.")
    var payload: String?

    @OptionGroup(title: "When")
    var when: WhenOptions

    @Option(name: [.short, .long], help: "A name to use in place of the id; each live task has a different name.")
    var name: String?

    @Option(name: [.short, .long], help: "The group of the task.")
    var group: String?

    @Option(name: .long, help: "A tag. Repeat for several.")
    var tag: [String] = []

    @Option(help: "Which due tasks run first: 9 before 0. (default: 5)")
    var priority: Int?

    @Option(help: "How many attempts a run has in all.")
    var attempts: Int?

    @Option(help: "The retry policy in the API's format, in JSON.")
    var retry: String?

    @Option(help: "How long a run may take, such as 30s or 2m.")
    var timeout: String?

    @Option(help: "Give up if it has not started by then: a time, or a duration from the due time.")
    var expires: String?

    @Option(help: "Which missed occurrences run: latest, all or skip.")
    var onMissed: String?

    @Option(help: "What happens if an occurrence is due while the one before still runs: skip, queue_one or allow.")
    var overlap: String?

    @Option(help: "What happens to a recurring task if a run is dead: continue or pause.")
    var onFailure: String?

    /// The options that are fields of a task as they are: the field, the flag and the text.
    var texts: [(field: String, flag: String, text: String?)] {
        [
            ("name", "--name", name), ("group", "--group", group), ("on_missed", "--on-missed", onMissed),
            ("overlap", "--overlap", overlap), ("on_failure", "--on-failure", onFailure),
        ]
    }
}

/// The flags for the time of a task, for `add`, `edit` and `preview`.
struct WhenOptions: ParsableArguments {
    @Option(help: "When: 2026-06-10T15:00:00Z, \"2026-06-10 15:00\", \"tomorrow 09:00\", 15:00, now.")
    var at: String?

    @Option(name: .customLong("in"), help: "How long from now: 10m, 2h30m, 1d, PT10M.")
    var delay: String?

    @Option(help: "Repeat by a cron expression, such as '0 9 * * MON-FRI' or @daily.")
    var cron: String?

    @Option(help: "Repeat at an interval, such as 15m, 1d or PT15M.")
    var every: String?

    @Option(help: "Repeat by an RFC 5545 rule, such as 'FREQ=MONTHLY;BYDAY=-1FR'.")
    var rrule: String?

    @Option(name: .customLong("repeat"), help: "Repeat the time of --at or --in: hourly, daily, weekly, …")
    var word: String?

    @Flag(help: "The same as --repeat with this word.")
    var shortcut: Shortcut?

    @Option(help: "Any recurrence in the API's format, in JSON; @FILE reads it from a file.")
    var recurrence: String?

    @Option(help: "The last day or time of the recurrence.")
    var until: String?

    @Option(help: "How many occurrences there are in all.")
    var count: Int?

    @Option(
        name: [.customLong("tz"), .customLong("timezone")],
        help: "The time zone, such as Europe/Berlin. (default: yours)")
    var timezone: String?

    /// Words that are also flags.
    enum Shortcut: String, EnumerableFlag {
        case hourly, daily, weekly, monthly, yearly, weekdays
    }

    /// The forms of recurrence that were given: the flag, the member of the API's object, the text.
    var forms: [(flag: String, member: String, text: String)] {
        [
            ("--cron", "cron", cron), ("--every", "every", every), ("--rrule", "rrule", rrule),
            ("--repeat", "word", word), (shortcut.map { "--\($0.rawValue)" } ?? "", "word", shortcut?.rawValue),
            ("--recurrence", "", recurrence),
        ].compactMap { flag, member, text in text.map { (flag, member, $0) } }
    }
}
