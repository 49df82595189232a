import ArgumentParser
import JSON
import Timekeeping

/// `carillon import`.
struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make tasks from a file: one JSON object a line, or a crontab.",
        discussion: """
            What "carillon export" writes can be read here. A line of a crontab becomes a task of the action --action, \
            with {"command": …} as its payload; CRON_TZ and TZ are its zone, other variables go into "env".

            Examples:
              carillon import tasks.ndjson
              carillon import --crontab /etc/crontab --system --dry-run
              crontab -l | carillon import --crontab - --group cron
            """)

    @Argument(help: "A file with one JSON object a line; - for standard input.")
    var file: String?

    @Option(help: "A crontab to read instead; - for standard input.")
    var crontab: String?

    @Flag(help: "The crontab names a user before each command, as /etc/crontab does.")
    var system = false

    @Option(help: "With --crontab: the action that runs commands.")
    var action = "shell"

    @Option(
        name: [.customLong("tz"), .customLong("timezone")],
        help: "With --crontab: the zone of lines that name none. (default: yours)")
    var timezone: String?

    @Option(name: [.short, .long], help: "With --crontab: the group of the tasks.")
    var group: String?

    @Option(help: "With --crontab: a tag of the tasks; may be given several times.")
    var tag: [String] = []

    @Flag(help: "All or nothing; up to \(BatchImport.atomicSize) tasks.")
    var atomic = false

    @Flag(help: "Show what would be made, and send nothing.")
    var dryRun = false

    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    func validate() throws {
        if (file == nil) == (crontab == nil) { throw ValidationError("give a file, or --crontab") }
        if crontab == nil, system || timezone != nil || group != nil || !tag.isEmpty || action != "shell" {
            throw ValidationError("--system, --action, --tz, --group and --tag are for --crontab")
        }
    }

    func run() async throws {
        let surroundings = Surroundings.current
        let path = crontab ?? file ?? "-"
        let flag = crontab == nil ? "FILE" : "--crontab"
        let bytes = path == "-" ? try surroundings.readInput() : try DataReader(surroundings).file(path, flag: flag)
        let items: [BatchImport.Item]
        if crontab == nil {
            items = try Self.lines(bytes)
            if dryRun {
                return try surroundings.output.write(
                    items.map { String(decoding: $0.text, as: UTF8.self) + "\n" }.joined())
            }
        } else {
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw Failure(.usage, "the crontab is not in UTF-8; nothing was sent")
            }
            let read = try crontabItems(text, surroundings)
            if dryRun { return try show(read, surroundings) }
            items = read.map { BatchImport.Item(line: $0.line, text: $0.task.bytes) }
        }
        if atomic, items.count > BatchImport.atomicSize {
            throw Failure(.usage, "--atomic takes up to \(BatchImport.atomicSize) tasks; there are \(items.count)")
        }
        try await Session.with(connection, output) { try await send(items, $0) }
    }

    /// The tasks of a file of JSON lines; what only the API says of a task is left out.
    static func lines(_ text: [UInt8]) throws -> [BatchImport.Item] {
        var items: [BatchImport.Item] = []
        // By bytes: a text in JSON may hold what Unicode calls a line separator.
        let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() where !line.allSatisfy({ " \t\r".utf8.contains($0) }) {
            do {
                let task = try JSONValue(parsing: line)
                guard task.members != nil else { throw Failure(.usage, "line \(index + 1) is no JSON object") }
                items.append(.init(line: index + 1, text: TaskDefinition.of(task).bytes))
            } catch let error as JSONError {
                throw Failure(.usage, "line \(index + 1) is no JSON: \(error)", hint: "nothing was sent")
            }
        }
        return items
    }

    private func crontabItems(_ text: String, _ surroundings: Surroundings) throws -> [CrontabImport.Item] {
        let read = CrontabImport(
            action: action, zone: try timezone.map(WhenBuilder.zone) ?? surroundings.zone, group: group, tags: tag,
            now: surroundings.clock.now()
        ).items(Crontab(parsing: text, isSystem: system))
        guard read.faults.isEmpty else {
            let style = output.color.style(
                isTerminal: surroundings.errors.isTerminal, environment: surroundings.environment)
            for fault in read.faults {
                var lines = ["line \(fault.line): \(fault.message)"]
                if let schedule = fault.schedule, let column = fault.column {
                    lines += ProblemText.caret(schedule, column: column, style: style)
                }
                surroundings.errors.note(lines.map { $0 + "\n" }.joined())
            }
            throw Failure(
                .usage, "the crontab can't be imported as it is; nothing was sent",
                hint: "put a # before lines that are to be left out")
        }
        return read.items
    }

    private func show(_ items: [CrontabImport.Item], _ surroundings: Surroundings) throws {
        if output.json {
            return try surroundings.output.write(items.map { $0.task.compact + "\n" }.joined())
        }
        let time = TimeText(now: surroundings.clock.now(), zone: surroundings.zone)
        let style = output.color.style(
            isTerminal: surroundings.output.isTerminal, environment: surroundings.environment)
        var table = Table(columns: [
            .init(title: "LINE", alignsRight: true), .init(title: "COMMAND", isElastic: true),
            .init(title: "RUNS", isElastic: true), .init(title: "FIRST"), .init(title: ""),
        ])
        table.rows = items.map { item in
            [
                .init(String(item.line)), .init(item.task["payload"]?["command"]?.text ?? ""), .init(item.description),
                .init(item.next.map(time.absolute) ?? ""), .init(item.next.map(time.relative) ?? "", .dim),
            ]
        }
        let width = surroundings.output.isTerminal ? surroundings.output.width : nil
        try surroundings.output.write(table.lines(style: style, width: width).map { $0 + "\n" }.joined())
    }

    private func send(_ items: [BatchImport.Item], _ session: Session) async throws {
        var report = BatchImport.Report()
        var bar = ProgressBar(label: "importing", total: items.count)
        for chunk in BatchImport.chunks(items, size: atomic ? BatchImport.atomicSize : BatchImport.size) {
            session.progress(bar)
            do {
                let answer = try await session.client.send(BatchImport.request(chunk, isAtomic: atomic)).json()
                BatchImport.add(answer, for: chunk, to: &report)
            } catch var failure as Failure {
                session.endProgress()
                if atomic, let problem = failure.problem {
                    for refusal in BatchImport.refusals(problem, for: chunk) { tell(refusal, session) }
                    failure.problem?.errors = []
                }
                if report.created > 0 {
                    session.note(
                        "\(report.created) tasks were made before; the rest begins at line \(chunk[chunk.startIndex].line)"
                    )
                }
                throw failure
            }
            bar.done += chunk.count
        }
        session.endProgress()
        if !session.isJSON { for refusal in report.refusals { tell(refusal, session) } }
        let failure = report.refusals.first.map {
            Failure(Outcome(status: $0.status), "\(report.refusals.count) of \(items.count) tasks refused")
        }
        try session.end(with: failure) { () throws(OutputError) in
            if session.isJSON { return try session.show(report.json) }
            try session.say(
                "\(session.style.apply(.good, "imported")) \(report.created) of \(items.count) tasks")
        }
    }

    private func tell(_ refusal: BatchImport.Refusal, _ session: Session) {
        let place = refusal.line > 0 ? "line \(refusal.line): " : ""
        let details = refusal.errors.map { "\($0.pointer) \($0.detail)" }
        let text = details.isEmpty ? refusal.detail : details.joined(separator: "; ")
        session.note(DisplayWidth.harmless(place + text))
    }
}
