import ArgumentParser
import JSON
import Timekeeping

/// A request for each of several tasks: `pause`, `resume`, `run`, `cancel`, `rm`.
struct TaskAction: Sendable {
    /// The method and the last part of the path, as in `POST /tasks/{id}/pause`.
    var method = "POST"
    var suffix = ""
    /// The past participle for the user.
    var done: String

    /// Sends the request for each task, and continues if one fails; throws the first failure at the end.
    func perform(_ tasks: [String], _ session: Session) async throws {
        try await session.each(tasks, done: done, details: Self.runs) { task in
            let id = try await session.id(of: task)
            return try await session.client.send(APIRequest(method, "/tasks/\(id)\(suffix)")).json()
        }
    }

    /// The runs that a response names.
    @Sendable private static func runs(in answer: JSONValue) -> String {
        let queued = answer["run_id"]?.string.map { ", run \($0)" } ?? ""
        let stopping = (answer["run_ids"]?.array ?? []).compactMap(\.string)
        return queued + stopping.map { ", told run \($0) to stop" }.joined()
    }

    /// Sends the request of a group until all of its tasks are changed: the API changes a limited number per request.
    func performGroup(_ group: String, _ verb: String, counting member: String, _ session: Session) async throws {
        var flags = FlagMap()
        flags.record("group", "--group", group)
        let total = try await session.changeAll(
            APIRequest("POST", "/groups/\(APIRequest.escaped(group))/\(verb)"), counting: member, flags: flags
        ).changed
        if session.isJSON {
            try session.printJSON(.object([.init(key: member, value: .int(total))]))
        } else {
            try session.print("\(session.style.apply(.good, done)) \(total) task\(total == 1 ? "" : "s") of \(group)")
        }
    }
}

/// `carillon pause`.
struct Pause: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Pause tasks until they are resumed.")

    @Argument(help: "The ids or names of the tasks.")
    var tasks: [String] = []

    @Option(name: [.short, .long], help: "All tasks of this group, instead of single tasks.")
    var group: String?

    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    func validate() throws {
        if tasks.isEmpty == (group == nil) { throw ValidationError("give tasks, or --group") }
    }

    func run() async throws {
        try await Session.with(connection, output) { session in
            let action = TaskAction(suffix: "/pause", done: "paused")
            if let group {
                try await action.performGroup(group, "pause", counting: "paused", session)
            } else {
                try await action.perform(tasks, session)
            }
        }
    }
}

/// `carillon resume`.
struct Resume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Resume paused tasks.")

    @Argument(help: "The ids or names of the tasks.")
    var tasks: [String] = []

    @Option(name: [.short, .long], help: "All tasks of this group, instead of single tasks.")
    var group: String?

    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    func validate() throws {
        if tasks.isEmpty == (group == nil) { throw ValidationError("give tasks, or --group") }
    }

    func run() async throws {
        try await Session.with(connection, output) { session in
            let action = TaskAction(suffix: "/resume", done: "resumed")
            if let group {
                try await action.performGroup(group, "resume", counting: "resumed", session)
            } else {
                try await action.perform(tasks, session)
            }
        }
    }
}

/// `carillon run`.
struct RunNow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run tasks now, in addition to their schedule.")

    @Argument(help: "The ids or names of the tasks.")
    var tasks: [String]

    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    func run() async throws {
        try await Session.with(connection, output) { session in
            try await TaskAction(suffix: "/run", done: "queued").perform(tasks, session)
        }
    }
}

/// `carillon cancel`.
struct Cancel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Stop the current runs of tasks; recurring tasks continue with their next occurrence.")

    @Argument(help: "The ids or names of the tasks.")
    var tasks: [String]

    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    func run() async throws {
        try await Session.with(connection, output) { session in
            try await TaskAction(suffix: "/cancel", done: "cancelled").perform(tasks, session)
        }
    }
}

/// `carillon rm`.
struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rm", abstract: "Delete tasks and their history.",
        discussion: "Give ids or names, or filters to delete all tasks that match.")

    @Argument(help: "The ids or names of the tasks.")
    var tasks: [String] = []

    @OptionGroup(title: "Which") var filter: FilterOptions

    @Flag(help: "Delete all tasks.")
    var all = false

    @Flag(name: [.short, .long], help: "Do not ask for confirmation.")
    var yes = false

    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    func run() async throws {
        let environment = CommandEnvironment.current
        let parameters = try filter.parameters(now: environment.clock.now(), zone: environment.zone)
        guard [!tasks.isEmpty, !parameters.isEmpty, all].filter({ $0 }).count == 1 else {
            throw Failure(.usage, "give the tasks: ids or names, or filters such as --group, or --all")
        }
        try await Session.with(connection, output) { session in
            guard tasks.isEmpty else {
                return try await TaskAction(method: "DELETE", done: "deleted").perform(tasks, session)
            }
            try await removeMatching(parameters, session)
        }
    }

    private func removeMatching(_ parameters: [APIRequest.Parameter], _ session: Session) async throws {
        if !yes {
            let count = try await session.client.send(
                APIRequest("/tasks", query: parameters + [.init("count", "true"), .init("limit", "1")]),
                flags: filter.flags
            ).json()["total"]?.int
            try session.confirm("Delete \(count.map(String.init) ?? "all matching") tasks?", isConfirmed: count == 0)
        }
        let total = try await session.changeAll(
            APIRequest("DELETE", "/tasks", query: [.init("confirm", "true")] + parameters), counting: "deleted",
            label: "deleting", flags: filter.flags
        ).changed
        if session.isJSON { return try session.printJSON(["deleted": .int(total)] as JSONValue) }
        try session.print("\(session.style.apply(.good, "deleted")) \(total) task\(total == 1 ? "" : "s")")
    }
}
