import ArgumentParser
import JSON

/// `carillon edit`.
struct Edit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Change a task.",
        discussion: """
            The flags are those of "carillon add". Without flags, your editor opens with the task's definition, and the \
            changes that you save are applied.

            Examples:
              carillon edit nightly --cron '30 2 * * *'
              carillon edit nightly --target https://example.com/other
              carillon edit nightly --clear tags
              EDITOR=nano carillon edit nightly
            """)

    @Argument(help: "The id or name of the task.")
    var task: String

    @Option(help: "The URL of a webhook, or the channel of a message.")
    var target: String?

    @OptionGroup var changes: TaskOptions

    @Option(help: "Reset a field to its default, such as tags or recurrence. Repeat for several.")
    var clear: [String] = []

    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    func run() async throws {
        try await Session.with(connection, output) { session in
            let (current, etag) = try await session.taskWithETag(task)
            let built = try TaskBuilder(session.environment)
                .changes(to: current, target: target, changes, cleared: clear)
            let change = Change(task: current["task_id"]?.string ?? "", etag: etag, flags: built.flags)
            let answer: JSONValue
            if built.body.members?.isEmpty == true {
                guard !saysSomething else { return session.printNote("nothing to change") }
                guard let changed = try await edited(current, change, session) else {
                    return session.printNote("nothing was changed")
                }
                answer = changed
            } else {
                answer = try await change.send(built.body, session)
            }
            guard !session.isJSON else { return try session.printJSON(answer) }
            try session.print("\(session.style.apply(.good, "changed")) \(task)")
            try session.print(ScheduleChangeText(time: session.time, style: session.style).lines(answer))
            try session.print(TaskText(time: session.time, style: session.style).lines(answer["task"] ?? current))
            for (name, title) in [("before", "ran next"), ("after", "runs next")] {
                guard let times = answer["schedule_change"]?[name]?.array?.compactMap(\.string) else { continue }
                let text = times.isEmpty ? "never" : times.map(session.time.both).joined(separator: ", ")
                try session.print("  \(session.style.apply(.dim, title))  \(text)")
            }
        }
    }

    /// A change of one revision of a task.
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

    /// Whether a flag was given that may change nothing.
    private var saysSomething: Bool { target != nil || changes.data != nil || changes.payload != nil }

    /// Opens the definition in an editor, and again if the server refuses the edited text.
    ///
    /// - Returns: the response; `nil` if nothing was changed.
    private func edited(_ task: JSONValue, _ change: Change, _ session: Session) async throws -> JSONValue? {
        let definition = WritableFields.editable(task)
        return try await EditorLoop(environment: session.environment).run(definition.pretty + "\n") { text in
            let edited: JSONValue
            do {
                edited = try JSONValue(parsing: text.utf8)
            } catch {
                throw Failure(.usage, "the edited text is not valid JSON: \(error)")
            }
            guard let patch = try MergePatch.between(definition, edited, whole: ["recurrence", "tags"]) else {
                return nil
            }
            return try await change.send(patch, session)
        }
    }
}

/// Opens a text in an editor until it is accepted. The user's text is never lost: a refused text is opened again with
/// the reason above it, or saved in a file.
struct EditorLoop: Sendable {
    let environment: CommandEnvironment

    /// - Parameters:
    /// - text: the text to edit.
    /// - take: accepts the edited text, or refuses it with a ``Failure``.
    /// - Throws: the failure that editing could not fix; it names the file with the text.
    func run<Result>(_ text: String, _ take: (String) async throws -> Result) async throws -> Result {
        var (text, remarks) = (text, "")
        var refused: Failure?
        while true {
            let edited = Self.withoutRemarks(try await environment.edit(remarks + text))
            if let refused, edited == text { throw keeping(edited, refused) }
            do {
                return try await take(edited)
            } catch let failure as Failure {
                guard environment.isInputTerminal, Self.canBeMended(failure) else { throw keeping(edited, failure) }
                let lines = ProblemText.lines(failure, style: .plain) + ["Save this text unchanged to give up."]
                remarks = lines.map { "# \(TerminalText.harmless($0))\n" }.joined()
                (text, refused) = (edited, failure)
            }
        }
    }

    /// Whether another text could be accepted: not if the server can't be reached, or the task has changed meanwhile.
    private static func canBeMended(_ failure: Failure) -> Bool {
        switch failure.status {
        case .refused, .usage: true
        case .conflict: failure.problem?.status != 412
        default: false
        }
    }

    private static func withoutRemarks(_ text: String) -> String {
        var rest = text[...]
        while rest.hasPrefix("#") {
            guard let end = rest.firstIndex(where: \.isNewline) else { return "" }
            rest = rest[rest.index(after: end)...]
        }
        return String(rest)
    }

    private func keeping(_ text: String, _ failure: Failure) -> Failure {
        var failure = failure
        let hint: String
        do {
            hint = "your text is saved in \(try environment.keepText(text))"
        } catch {
            hint = "your text can't be saved (\(error)): \(text)"
        }
        failure.hint = [failure.hint, hint].compactMap { $0 }.joined(separator: "; ")
        return failure
    }
}
