import ArgumentParser

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
            let built = try TaskBuilder(session.surroundings)
                .changes(to: current, target: target, changes, cleared: clear)
            let change = Change(task: current["task_id"]?.text ?? "", etag: etag, flags: built.flags)
            let answer: JSONValue
            if built.body.members?.isEmpty == true {
                guard !saysSomething else { return session.note("nothing to change") }
                guard let changed = try await edited(current, change, session) else {
                    return session.note("nothing was changed")
                }
                answer = changed
            } else {
                answer = try await change.send(built.body, session)
            }
            guard !session.isJSON else { return try session.show(answer) }
            try session.say("\(session.style.apply(.good, "changed")) \(task)")
            try session.say(ScheduleChangeText(time: session.time, style: session.style).lines(answer))
            try session.say(TaskText(time: session.time, style: session.style).lines(answer["task"] ?? current))
            for (name, title) in [("before", "ran next"), ("after", "runs next")] {
                guard let times = answer["schedule_change"]?[name]?.elements?.compactMap(\.text) else { continue }
                let text = times.isEmpty ? "never" : times.map(session.time.both).joined(separator: ", ")
                try session.say("  \(session.style.apply(.dim, title))  \(text)")
            }
        }
    }

    /// A change of a task as it was read.
    private struct Change {
        var task: String
        var etag: String?
        var flags: FlagMap

        func send(_ patch: JSONValue, _ session: Session) async throws -> JSONValue {
            var request = APIRequest("PATCH", "/tasks/\(task)")
            request.body = .init(bytes: patch.bytes, type: "application/merge-patch+json")
            if let etag { request.headers.append(.init("If-Match", etag)) }
            return try await session.client.send(request, flags: flags).json()
        }
    }

    /// Whether a flag was given that may have changed nothing.
    private var saysSomething: Bool { target != nil || changes.data != nil || changes.payload != nil }

    /// Opens the definition in an editor, again if what it has become is refused.
    ///
    /// - Returns: the answer; nil if nothing was changed.
    private func edited(_ task: JSONValue, _ change: Change, _ session: Session) async throws -> JSONValue? {
        let definition = TaskDefinition.editable(task)
        return try await EditorLoop(surroundings: session.surroundings).run(definition.pretty + "\n") { text in
            let edited: JSONValue
            do {
                edited = try JSONValue(parsing: text.utf8)
            } catch {
                throw Failure(.usage, "what was edited is no JSON: \(error)")
            }
            guard let patch = try MergePatch.between(definition, edited, whole: ["recurrence", "tags"]) else {
                return nil
            }
            return try await change.send(patch, session)
        }
    }
}
