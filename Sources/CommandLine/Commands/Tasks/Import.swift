import ArgumentParser
import JSON
import Timekeeping

/// `carillon import`.
struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Create tasks from a file: one JSON object per line, or the schedules of another scheduler.",
        discussion: """
            Reads the output of "carillon export". Tasks from other schedulers get names from the file and its \
            entries: importing the file again updates what has changed and makes no duplicates. If something in the file \
            can't be imported, it is reported and the exit status is 3.

            Examples:
              carillon import tasks.ndjson
              carillon import --crontab /etc/crontab --dry-run
              crontab -l | carillon import --crontab - --group cron
              carillon import --ics office.ics --action message --target ops
              carillon import --systemd /etc/systemd/system
              carillon import --eventbridge schedules.json --replace
              carillon import --celery-beat beat.json --strict
            """)

    @Argument(help: "A file with one JSON object per line; - for standard input.")
    var file: String?

    @OptionGroup(title: "From another scheduler") var foreign: ForeignImportOptions

    @Flag(help: "Create all tasks or none; up to \(BatchImport.atomicSize) tasks.")
    var atomic = false

    @Flag(help: "Show the tasks that would be created, and send nothing.")
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
                "these flags need one of \(ForeignImportOptions.flags): a file of tasks holds everything itself")
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
        let environment = CommandEnvironment.current
        let path = file ?? "-"
        let bytes = path == "-" ? try environment.readInput() : try DataReader(environment).file(path, flag: "FILE")
        return try BatchImport.items(bytes)
    }

    // MARK: - From another scheduler

    private func take(_ source: ForeignImportOptions.Source) async throws {
        let environment = CommandEnvironment.current
        let settings = try foreign.settings(source, environment)
        let reading = try foreign.reading(source, settings, environment)
        let style = output.color.style(
            isTerminal: environment.errors.isTerminal, variables: environment.variables)
        environment.errors.writeNote(ImportText.lines(reading.remarks, style: style).map { $0 + "\n" }.joined())
        guard !foreign.strict || reading.losses == 0 else {
            throw Failure(
                .usage, "\(reading.losses) of the file's entries or settings can't be imported; nothing was sent")
        }
        if dryRun {
            try show(reading, environment)
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

    private func show(_ reading: ImportReading, _ environment: CommandEnvironment) throws {
        if output.json {
            return try environment.output.write(reading.tasks.map { $0.definition.compact + "\n" }.joined())
        }
        let time = TimeFormatter(now: environment.clock.now(), zone: environment.zone)
        let style = output.color.style(
            isTerminal: environment.output.isTerminal, variables: environment.variables)
        let width = environment.output.isTerminal ? environment.output.width : nil
        let lines = ImportText.table(reading.tasks, time: time).lines(style: style, width: width)
        try environment.output.write(lines.map { $0 + "\n" }.joined())
    }
}
