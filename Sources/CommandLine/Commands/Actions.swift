import ArgumentParser
import Timekeeping

/// `carillon actions`.
struct Actions: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List the kinds of work, who does them, and how fast.")

    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    func run() async throws {
        try await Session.with(connection, output) { session in
            let answer = try await session.client.send(APIRequest("/actions")).json()
            if session.isJSON { return try session.show(answer) }
            try session.say(Self.table(answer["actions"]?.elements ?? [], session.time))
        }
    }

    private static func table(_ actions: [JSONValue], _ time: TimeFormatter) -> Table {
        var table = Table(columns: [
            .init(title: "ACTION", isElastic: true), .init(title: "EXECUTORS"), .init(title: "IN QUEUE"),
            .init(title: "OUTSTANDING"), .init(title: "LAST MINUTE"), .init(title: "NEXT DUE"),
        ])
        table.rows = actions.map { action in
            let executors = executors(action)
            return [
                .init(action["action"]?.text ?? ""), .init(executors.text, executors.tone), number(action["ready"]),
                number(action["outstanding"]), .init(lastMinute(action["last_minute"])),
                .init(action["next_due_at"]?.text.flatMap { try? Timestamp(rfc3339: $0) }.map(time.relative) ?? ""),
            ]
        }
        return table
    }

    private static func executors(_ action: JSONValue) -> (text: String, tone: Style.Tone) {
        switch (action["queue"]?.text, action["consumers"]?.int) {
        case ("found", let count?) where count > 0: (String(count), .good)
        case ("unknown", _): ("unknown", .dim)
        default: ("none", .error)
        }
    }

    private static func number(_ value: JSONValue?) -> Table.Cell {
        .init(value?.int.map(String.init) ?? "")
    }

    private static func lastMinute(_ counts: JSONValue?) -> String {
        let (good, bad) = (counts?["succeeded"]?.int ?? 0, counts?["failed"]?.int ?? 0)
        return bad == 0 ? "\(good) done" : "\(good) done, \(bad) failed"
    }
}
