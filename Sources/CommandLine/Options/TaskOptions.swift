import ArgumentParser

/// The flags that say what a task is like: those of `add` and `edit`.
struct TaskOptions: ParsableArguments {
    @Option(name: [.short, .long], help: "What is sent, in JSON; @FILE reads a file, - standard input.")
    var data: String?

    @Option(help: "All of the action's payload, in JSON; @FILE and - as with --data.")
    var payload: String?

    @OptionGroup(title: "When")
    var when: WhenOptions

    @Option(name: [.short, .long], help: "A name by which you can call it; no two live tasks have the same.")
    var name: String?

    @Option(name: [.short, .long], help: "The group that it belongs to.")
    var group: String?

    @Option(name: .long, help: "A tag; may be given several times.")
    var tag: [String] = []

    @Option(help: "Which of several tasks that are due runs first: 9 before 0; 5 where nothing is said.")
    var priority: Int?

    @Option(help: "How many attempts there are in all.")
    var attempts: Int?

    @Option(help: "The retry policy as the API takes it, in JSON.")
    var retry: String?

    @Option(help: "How long a run may take: 30s, 2m.")
    var timeout: String?

    @Option(help: "Give up where it has not begun by then: a time, or a length of time from when it is due.")
    var expires: String?

    @Option(help: "What becomes of occurrences that were missed: latest, all or skip.")
    var onMissed: String?

    @Option(help: "What becomes of an occurrence while the one before is not over: skip, queue_one or allow.")
    var overlap: String?

    @Option(help: "What becomes of the recurrence when a run is dead: continue or pause.")
    var onFailure: String?

    /// The options that are fields of a task as they are: the field, the flag and the text.
    var texts: [(field: String, flag: String, text: String?)] {
        [
            ("name", "--name", name), ("group", "--group", group), ("on_missed", "--on-missed", onMissed),
            ("overlap", "--overlap", overlap), ("on_failure", "--on-failure", onFailure),
        ]
    }
}
