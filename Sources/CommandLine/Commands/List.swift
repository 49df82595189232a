import ArgumentParser
import Timekeeping

/// `carillon ls`.
struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "ls", abstract: "List tasks.", aliases: ["list"])

    @OptionGroup(title: "Which") var filter: FilterOptions

    @Option(help: "Order by run_at or created_at.")
    var sort: Order = .runAt

    @Flag(name: [.short, .long], help: "The latest first.")
    var reverse = false

    @OptionGroup(title: "How many") var page: PageOptions
    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    enum Order: String, ExpressibleByArgument, CaseIterable {
        case runAt = "run_at"
        case createdAt = "created_at"
    }

    func run() async throws {
        let surroundings = CommandEnvironment.current
        var request = APIRequest(
            "/tasks", query: try filter.parameters(now: surroundings.clock.now(), zone: surroundings.zone))
        if sort != .runAt { request.query.append(.init("sort", sort.rawValue)) }
        if reverse { request.query.append(.init("order", "desc")) }
        try await Session.with(connection, output) { [request] session in
            guard let (tasks, hasMore) = try await session.list(request, of: "tasks", page, flags: filter.flags) else {
                return
            }
            guard !tasks.isEmpty else { return session.note("no tasks") }
            try session.say(TaskText(time: session.time, style: session.style).table(tasks))
            if hasMore { session.note("… and more; --all shows them") }
        }
    }
}
