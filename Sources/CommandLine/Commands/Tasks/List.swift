import ArgumentParser
import JSON
import Timekeeping

/// `carillon ls`.
struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "ls", abstract: "List tasks.", aliases: ["list"])

    @OptionGroup(title: "Which") var filter: FilterOptions

    @Option(help: "Sort by run_at or created_at.")
    var sort: Order = .runAt

    @Flag(name: [.short, .long], help: "Show the latest first.")
    var reverse = false

    @OptionGroup(title: "How many") var page: PageOptions
    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    enum Order: String, ExpressibleByArgument, CaseIterable {
        case runAt = "run_at"
        case createdAt = "created_at"
    }

    func run() async throws {
        let environment = CommandEnvironment.current
        var request = APIRequest(
            "/tasks", query: try filter.parameters(now: environment.clock.now(), zone: environment.zone))
        if sort != .runAt { request.query.append(.init("sort", sort.rawValue)) }
        if reverse { request.query.append(.init("order", "desc")) }
        try await Session.with(connection, output) { [request] session in
            guard let (tasks, hasMore) = try await session.list(request, of: "tasks", page, flags: filter.flags) else {
                return
            }
            guard !tasks.isEmpty else { return session.printNote("no tasks") }
            try session.print(TaskText(time: session.time, style: session.style).table(tasks))
            if hasMore { session.printNote("… and more; add --all to see them") }
        }
    }
}

/// `carillon show`.
struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show a task.")

    @Argument(help: "The id or name of the task.")
    var task: String

    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    func run() async throws {
        try await Session.with(connection, output) { session in
            let task = try await session.task(task)
            if session.isJSON { return try session.printJSON(["task": task] as JSONValue) }
            try session.print(TaskText(time: session.time, style: session.style).lines(task))
        }
    }
}

/// `carillon runs`.
struct Runs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show the runs of a task, newest first.")

    @Argument(help: "The id or name of the task.")
    var task: String

    @OptionGroup(title: "How many") var page: PageOptions
    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    func run() async throws {
        try await Session.with(connection, output) { session in
            let id = try await session.id(of: task)
            guard let (runs, hasMore) = try await session.list(APIRequest("/tasks/\(id)/runs"), of: "runs", page)
            else { return }
            guard !runs.isEmpty else { return session.printNote("no runs yet") }
            try session.print(RunText(time: session.time).history(runs))
            if hasMore { session.printNote("… and more; add --all to see them") }
        }
    }
}
