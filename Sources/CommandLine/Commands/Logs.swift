import ArgumentParser
import JSON
import Timekeeping

/// `carillon logs`.
struct Logs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show the events of tasks and runs, the oldest first.",
        discussion: """
            Shows the stored events and ends; with -f it shows new events until it is interrupted. \
            With --json each event is one line.

            Examples:
              carillon logs -f
              carillon logs --task nightly
              carillon logs -f --type task.failed --json
            """)

    @Flag(name: [.short, .long], help: "Follow new events, from now on or after --after.")
    var follow = false

    @Option(help: ArgumentHelp("Only events after the one with this id.", valueName: "id"))
    var after: Int?

    @Option(name: [.short, .long], help: "Only events of these groups, separated by commas.")
    var group: String?

    @Option(help: "Only events of these actions, separated by commas.")
    var action: String?

    @Option(help: "Only events of this task, by its id or name.")
    var task: String?

    @Option(help: "Only events of these types, such as task.failed, separated by commas.")
    var type: String?

    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    mutating func validate() throws {
        if let after, after < 0 { throw ValidationError("--after must be the id of an event, or 0") }
    }

    func run() async throws {
        try await Session.with(connection, output) { session in
            var query: [APIRequest.Parameter] = []
            if let group { query.append(.init("group", group)) }
            if let action { query.append(.init("action", action)) }
            if let task { query.append(.init("task_id", try await session.id(of: task))) }
            if let type { query.append(.init("type", type)) }
            try await EventFollower(session: session, query: query, flags: flags, goesOn: follow)
                .run(after: after.map(String.init) ?? (follow ? nil : "0"))
        }
    }

    /// Maps the parameters of the query to flags.
    private var flags: FlagMap {
        var flags = FlagMap()
        for name in ["group", "action", "type", "after"] { flags.record(name, "--\(name)") }
        flags.record("task_id", "--task")
        return flags
    }
}

/// Shows a stream of events, and reconnects if it breaks.
struct EventFollower: Sendable {
    /// The longest pause before it reconnects.
    static let maximumPause = Duration.seconds(30)

    let session: Session
    let query: [APIRequest.Parameter]
    let flags: FlagMap
    /// Whether it continues after the stored events.
    let goesOn: Bool

    /// Shows events until there are no more, or forever.
    ///
    /// - Parameter start: the id of the event after which to begin; `nil` to begin now.
    /// - Throws: ``Failure`` if the first connection fails, or a later one is refused.
    func run(after start: String?) async throws {
        let text = EventText(time: session.time, style: session.style)
        var last = start
        var wasOpen = false
        var pause = Duration.seconds(1)
        while true {
            do {
                let isDone = try await session.client.events(request(after: last), flags: flags) { block in
                    wasOpen = true
                    pause = .seconds(1)
                    try show(block, text)
                    if let id = block.id { last = id }
                    return !goesOn && block.comments.contains("up to date")
                }
                if isDone { return }
                session.printNote("the server ended the stream; connecting again")
            } catch let failure as Failure where failure.status == .unavailable && wasOpen {
                session.printNote("\(failure.message); connecting again")
            }
            try await session.environment.clock.sleep(for: pause)
            pause = min(pause * 2, Self.maximumPause)
        }
    }

    private func request(after id: String?) -> APIRequest {
        var request = APIRequest("/events", query: query)
        if let id { request.headers.append(.init("Last-Event-ID", id)) }
        return request
    }

    private func show(_ block: ServerSentEvents.Block, _ text: EventText) throws(OutputError) {
        guard let data = block.data else { return }
        guard !session.isJSON else { return try session.print(data) }
        guard let event = try? JSONValue(parsing: data.utf8) else {
            return session.printNote("an event is malformed: \(TerminalText.harmless(data))")
        }
        if block.event == "gap" {
            session.printNote(text.gap(event))
        } else {
            try session.print(text.line(event))
        }
    }
}

/// Formats events as lines.
struct EventText: Sendable {
    let time: TimeFormatter
    let style: Style

    /// `2026-06-10 15:00:05.123  run.finished    nightly  webhook  succeeded`.
    func line(_ event: JSONValue) -> String {
        let state = event["state"]?.string
        let type = event["type"]?.string ?? ""
        let group = event["group"]?.string ?? "default"
        var parts = [
            style.apply(.dim, event["at"]?.string.map(moment) ?? ""),
            style.apply(tone(type, state), Self.padded(type, to: 14)),
            event["name"]?.string ?? event["task_id"]?.string ?? "",
            event["action"]?.string ?? "",
        ].map(TerminalText.harmlessKeepingColors)
        if group != "default" { parts.append(style.apply(.dim, TerminalText.harmless(group))) }
        if let state { parts.append(style.apply(Style.tone(of: state), TerminalText.harmless(state))) }
        if let attempt = event["attempt"]?.int, attempt > 1 { parts.append("attempt \(attempt)") }
        if let error = event["error"] {
            parts.append(style.apply(.error, TerminalText.harmless(TaskText.error(error))))
        }
        if let next = event["next_at"]?.string { parts.append(style.apply(.dim, "next \(moment(next))")) }
        return parts.joined(separator: "  ")
    }

    /// The line for a gap in the events.
    func gap(_ gap: JSONValue) -> String {
        let (from, to) = (gap["from"]?.int ?? 0, gap["to"]?.int ?? 0)
        return from <= to
            ? "events \(from) to \(to) are no longer stored"
            : "the numbers of events have gone back to \(to): the server's database was replaced"
    }

    private func tone(_ type: String, _ state: String?) -> Style.Tone? {
        switch type {
        case "task.completed": .good
        case "task.failed": .error
        case "task.deleted", "run.discarded": .dim
        case "run.queued", "run.started": .active
        case "run.waiting", "run.skipped", "run.redriven", "run.cancelling", "task.paused": .warning
        default: state.flatMap(Style.tone)
        }
    }

    /// A time with milliseconds, since events follow each other fast.
    private func moment(_ text: String) -> String {
        guard let instant = try? Timestamp(rfc3339: text) else { return text }
        let local = time.zone.local(of: instant).description
        return "\(local.prefix(10)) \(local.dropFirst(11))"
    }

    private static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
