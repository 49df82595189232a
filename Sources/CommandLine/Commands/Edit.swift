import ArgumentParser
import JSON

/// `carillon edit`.
struct Edit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Change a task.",
        discussion: """
            The flags are those of "carillon add". Without any, your editor opens with the task's definition, and what \
            you change in it is changed.

            Examples:
              carillon edit nightly --cron '30 2 * * *'
              carillon edit nightly --target https://example.com/other
              carillon edit nightly --clear tags
              EDITOR=nano carillon edit nightly
            """)

    @Argument(help: "Its id or name.")
    var task: String

    @Option(help: "The URL of a webhook, or the channel of a message.")
    var target: String?

    @OptionGroup var changes: TaskOptions

    @Option(help: "A field to put back to its default, such as tags or recurrence; may be given several times.")
    var clear: [String] = []

    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    func run() async throws {
        try await Session.with(connection, output) { session in
            let (current, etag) = try await session.taskWithETag(task)
            var built = try TaskBuilder(session.surroundings)
                .changes(to: current, target: target, changes, cleared: clear)
            if built.body.members?.isEmpty == true {
                guard !saysSomething else { return session.note("nothing to change") }
                guard let patch = try await edited(current, session) else { return session.note("nothing was changed") }
                built.body = patch
            }
            let id = current["task_id"]?.text ?? ""
            var request = APIRequest("PATCH", "/tasks/\(id)")
            request.body = .init(bytes: built.body.bytes, type: "application/merge-patch+json")
            if let etag { request.headers.append(.init("If-Match", etag)) }
            let answer = try await session.client.send(request, flags: built.flags).json()
            guard !session.isJSON else { return try session.show(answer) }
            try session.say("\(session.style.apply(.good, "changed")) \(task)")
            try session.say(TaskText(time: session.time, style: session.style).lines(answer["task"] ?? current))
        }
    }

    /// Whether a flag was given that may have changed nothing.
    private var saysSomething: Bool { target != nil || changes.data != nil || changes.payload != nil }

    /// Lets somebody edit the definition, again where it is then no JSON.
    ///
    /// - Returns: the patch; nil where nothing was changed.
    private func edited(_ task: JSONValue, _ session: Session) async throws -> JSONValue? {
        let definition = TaskDefinition.editable(task)
        var text = definition.pretty + "\n"
        while true {
            text = try await session.surroundings.edit(text)
            do {
                return try MergePatch.between(
                    definition, try JSONValue(parsing: text.utf8), whole: ["recurrence", "tags"])
            } catch let error as JSONError {
                guard session.surroundings.isInputTerminal else {
                    throw Failure(.usage, "what was edited is no JSON: \(error)")
                }
                try session.confirm("That is no JSON: \(error). Edit it again?", isConfirmed: false)
            }
        }
    }
}
