import ArgumentParser
import Timekeeping

/// `carillon import`.
struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make tasks from a file: one JSON object a line, or what another scheduler has.",
        discussion: """
            What "carillon export" writes can be read here. Tasks from other schedulers get names from the file and its \
            entries: to import it again changes what has changed, and doubles nothing. What of it can't be taken over \
            is named, and the exit status is 3.

            Examples:
              carillon import tasks.ndjson
              carillon import --crontab /etc/crontab --dry-run
              crontab -l | carillon import --crontab - --group cron
              carillon import --ics office.ics --action message --target ops
              carillon import --systemd /etc/systemd/system
              carillon import --eventbridge schedules.json --replace
              carillon import --celery-beat beat.json --strict
            """)

    @Argument(help: "A file with one JSON object a line; - for standard input.")
    var file: String?

    @OptionGroup(title: "From another scheduler") var foreign: ForeignImportOptions

    @Flag(help: "All or nothing; up to \(BatchImport.atomicSize) tasks.")
    var atomic = false

    @Flag(help: "Show what would be made, and send nothing.")
    var dryRun = false

    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    func validate() throws {
        let sources = foreign.sources
        guard (file == nil ? 0 : 1) + sources.count == 1 else {
            throw ValidationError("give one file, or one of \(ForeignImportOptions.flags)")
        }
        if file != nil, foreign.saysSomething {
            throw ValidationError(
                "what is said with a file of tasks is in the file: give one of \(ForeignImportOptions.flags)")
        }
        try foreign.check(isAtomic: atomic)
    }

    func run() async throws {
        if let source = foreign.sources.first { return try await take(source) }
        let items = try lines()
        if dryRun {
            return try CommandEnvironment.current.output.write(
                items.map { String(decoding: $0.text, as: UTF8.self) + "\n" }.joined())
        }
        try checkAtomic(items.count)
        try await Session.with(connection, output) { try await BatchSender(session: $0, isAtomic: atomic).send(items) }
    }

    private func checkAtomic(_ count: Int) throws {
        guard !atomic || count <= BatchImport.atomicSize else {
            throw Failure(.usage, "--atomic takes up to \(BatchImport.atomicSize) tasks; there are \(count)")
        }
    }

    private func lines() throws -> [BatchImport.Item] {
        let surroundings = CommandEnvironment.current
        let path = file ?? "-"
        let bytes = path == "-" ? try surroundings.readInput() : try DataReader(surroundings).file(path, flag: "FILE")
        return try BatchImport.items(bytes)
    }

    // MARK: - From another scheduler

    private func take(_ source: ForeignImportOptions.Source) async throws {
        let surroundings = CommandEnvironment.current
        let settings = try foreign.settings(source, surroundings)
        let reading = try foreign.reading(source, settings, surroundings)
        let style = output.color.style(
            isTerminal: surroundings.errors.isTerminal, environment: surroundings.environment)
        surroundings.errors.note(ImportText.lines(reading.remarks, style: style).map { $0 + "\n" }.joined())
        guard !foreign.strict || reading.losses == 0 else {
            throw Failure(
                .usage, "\(reading.losses) of the file's entries or settings can't be taken over; nothing was sent")
        }
        if dryRun {
            try show(reading, surroundings)
            if reading.losses > 0 { throw ImportSender.loss(reading) }
            return
        }
        try await Session.with(connection, output) { session in
            guard atomic else {
                return try await ImportSender(session: session, replaces: foreign.replace, prefix: settings.prefix)
                    .send(reading)
            }
            try checkAtomic(reading.tasks.count)
            let items = reading.tasks.enumerated().map { index, task in
                BatchImport.Item(line: index + 1, place: task.place, text: task.definition.bytes)
            }
            try await BatchSender(session: session, isAtomic: true)
                .send(items, loss: reading.losses > 0 ? ImportSender.loss(reading) : nil)
        }
    }

    private func show(_ reading: ImportReading, _ surroundings: CommandEnvironment) throws {
        if output.json {
            return try surroundings.output.write(reading.tasks.map { $0.definition.compact + "\n" }.joined())
        }
        let time = TimeFormatter(now: surroundings.clock.now(), zone: surroundings.zone)
        let style = output.color.style(
            isTerminal: surroundings.output.isTerminal, environment: surroundings.environment)
        let width = surroundings.output.isTerminal ? surroundings.output.width : nil
        let lines = ImportText.table(reading.tasks, time: time).lines(style: style, width: width)
        try surroundings.output.write(lines.map { $0 + "\n" }.joined())
    }
}
