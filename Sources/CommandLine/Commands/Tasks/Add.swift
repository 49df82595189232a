import ArgumentParser
import JSON

/// `carillon add`.
struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Schedule a task.",
        discussion: """
            Examples:
              carillon add webhook https://example.com/hook --in 10m --data '{"a":1}'
              carillon add message ops.alerts --cron '0 9 * * MON' --data '"good morning"'
              carillon add report.build --payload @report.json --daily --at 06:00
            """)

    @Argument(help: "What to do: webhook, message, or an action of your own.")
    var action: String

    @Argument(help: "The URL of a webhook, or the channel of a message.")
    var target: String?

    @OptionGroup var task: TaskOptions

    @Flag(help: "Replace the live task with this --name, if there is one.")
    var replace = false

    @Option(help: "A key of your choice: the same request sent again within a day makes no second task.")
    var idempotencyKey: String?

    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    func run() async throws {
        // Checks the flags before it connects.
        var built = try TaskBuilder(CommandEnvironment.current).newTask(action: action, target: target, task)
        guard !replace || task.name != nil else { throw Failure(.usage, "--replace needs a --name") }
        var request = APIRequest("POST", "/tasks", json: built.body)
        if replace, let name = task.name {
            request.method = "PUT"
            request.path = TaskReference.name(name).path
        }
        if let idempotencyKey {
            guard (1...255).contains(idempotencyKey.utf8.count), idempotencyKey.utf8.allSatisfy({ 0x20...0x7E ~= $0 })
            else { throw Failure(.usage, "--idempotency-key must be 1 to 255 printable ASCII characters") }
            request.headers.append(.init("Idempotency-Key", idempotencyKey))
            built.flags.record("Idempotency-Key", "--idempotency-key", idempotencyKey)
        }
        try await Session.with(connection, output) { [request, built] session in
            let response = try await session.client.send(request, flags: built.flags)
            let answer = try response.json()
            guard !session.isJSON else { return try session.printJSON(answer) }
            let id = answer["task_id"]?.string ?? ""
            let isThere = answer["message"]?.string?.contains("already") == true
            let word =
                isThere ? "unchanged" : request.method == "PUT" && response.status == 200 ? "replaced by" : "scheduled"
            var lines = ["\(session.style.apply(.good, word)) \(id)"]
            // The server alone knows the next occurrence.
            if let task = try? await session.task(id) {
                let due = task["run_at"]?.string.map(session.time.both)
                lines.append("  runs at  \(due ?? "")")
                if let recurrence = TaskText.recurrence(task) { lines.append("  repeats  \(recurrence)") }
            }
            try session.print(lines)
        }
    }
}
