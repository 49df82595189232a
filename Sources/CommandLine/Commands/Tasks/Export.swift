import ArgumentParser
import JSON
import Timekeeping

/// `carillon export`.
struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write the definitions of tasks, one JSON object per line.",
        discussion: """
            Without --status, tasks that have ended are left out: imported again, they would run at once.

            Examples:
              carillon export > tasks.ndjson
              carillon export --group billing --output billing.ndjson
            """)

    @OptionGroup(title: "Which") var filter: FilterOptions

    @Option(name: [.customShort("o"), .customLong("output")], help: "The file to write. (default: standard output)")
    var path: String?

    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    func run() async throws {
        let environment = CommandEnvironment.current
        var query = try filter.parameters(now: environment.clock.now(), zone: environment.zone)
        if filter.status == nil { query.insert(.init("status", "scheduled,running,paused"), at: 0) }
        // Ordered by creation, no task moves while the pages are read.
        query.append(.init("sort", "created_at"))
        try await Session.with(connection, output) { [query] session in
            var bar = ProgressBar(label: "exporting")
            if session.environment.errors.isTerminal {
                bar.total = try await session.client.send(
                    APIRequest("/tasks", query: query + [.init("count", "true"), .init("limit", "1")]),
                    flags: filter.flags
                ).json()["total"]?.int
            }
            var (tasks, text): ([JSONValue], [UInt8]) = ([], [])
            _ = try await session.pages(
                APIRequest("/tasks", query: query), of: "tasks", maximum: nil, flags: filter.flags
            ) { page in
                let definitions = page.map(WritableFields.of)
                bar.done += page.count
                session.progress(bar)
                if session.isJSON {
                    tasks += definitions
                } else if path == nil {
                    session.endProgress()
                    try session.print(definitions.map(\.compact))
                } else {
                    for definition in definitions { text += definition.bytes + [UInt8(ascii: "\n")] }
                }
            }
            session.endProgress()
            if session.isJSON {
                let document = JSONValue.object([.init(key: "tasks", value: .array(tasks))])
                guard path != nil else { return try session.printJSON(document) }
                text = Array((document.pretty + "\n").utf8)
            }
            guard let path else { return }
            try session.environment.writeFile(path, text)
            session.printNote("exported \(bar.done) task\(bar.done == 1 ? "" : "s") to \(path)")
        }
    }
}
