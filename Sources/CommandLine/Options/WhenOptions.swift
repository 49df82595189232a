import ArgumentParser

/// The flags that say when something runs: those of `add`, `edit` and `preview`.
struct WhenOptions: ParsableArguments {
    @Option(help: "A time: 2026-06-10T15:00:00Z, \"2026-06-10 15:00\", \"tomorrow 09:00\", 15:00, now.")
    var at: String?

    @Option(name: .customLong("in"), help: "So long from now: 10m, 2h30m, 1d, PT10M.")
    var delay: String?

    @Option(help: "Repeat by cron, such as '0 9 * * MON-FRI' or @daily.")
    var cron: String?

    @Option(help: "Repeat each 15m, 1d, PT15M.")
    var every: String?

    @Option(help: "Repeat by an RFC 5545 rule, such as 'FREQ=MONTHLY;BYDAY=-1FR'.")
    var rrule: String?

    @Option(name: .customLong("repeat"), help: "Repeat the time of --at or --in: hourly, daily, weekly, …")
    var word: String?

    @Flag(help: "The same as --repeat with this word.")
    var shortcut: Shortcut?

    @Option(help: "Any recurrence as the API takes it, in JSON; @FILE reads it from a file.")
    var recurrence: String?

    @Option(help: "Nothing occurs after this day or time.")
    var until: String?

    @Option(help: "How many times it occurs in all.")
    var count: Int?

    @Option(
        name: [.customLong("tz"), .customLong("timezone")],
        help: "Whose clocks count, such as Europe/Berlin. (default: yours)")
    var timezone: String?

    /// Words that are flags of their own.
    enum Shortcut: String, EnumerableFlag {
        case hourly, daily, weekly, monthly, yearly, weekdays
    }

    /// What was typed for a recurrence: the flag, the member of the API's object, the text.
    var forms: [(flag: String, member: String, text: String)] {
        [
            ("--cron", "cron", cron), ("--every", "every", every), ("--rrule", "rrule", rrule),
            ("--repeat", "word", word), (shortcut.map { "--\($0.rawValue)" } ?? "", "word", shortcut?.rawValue),
            ("--recurrence", "", recurrence),
        ].compactMap { flag, member, text in text.map { (flag, member, $0) } }
    }
}
