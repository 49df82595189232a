import ArgumentParser
import Timekeeping

/// `carillon rm`.
struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rm", abstract: "Delete tasks and their history.",
        discussion: "Give ids or names, or filters for all tasks that match them.")

    @Argument(help: "Their ids or names.")
    var tasks: [String] = []

    @OptionGroup(title: "Which") var filter: FilterOptions

    @Flag(help: "All tasks there are.")
    var all = false

    @Flag(name: [.short, .long], help: "Don't ask.")
    var yes = false

    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    func run() async throws {
        let surroundings = CommandEnvironment.current
        let parameters = try filter.parameters(now: surroundings.clock.now(), zone: surroundings.zone)
        guard [!tasks.isEmpty, !parameters.isEmpty, all].filter({ $0 }).count == 1 else {
            throw Failure(.usage, "say which tasks: ids or names, or filters such as --group, or --all")
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
        if session.isJSON { return try session.show(["deleted": .int(total)] as JSONValue) }
        try session.say("\(session.style.apply(.good, "deleted")) \(total) task\(total == 1 ? "" : "s")")
    }
}
