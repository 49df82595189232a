import ArgumentParser
import Timekeeping

/// `carillon dead`.
struct Dead: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List runs that failed for the last time.",
        discussion: "\"carillon redrive\" puts them back, \"carillon discard\" settles them.")

    @OptionGroup(title: "Which") var filter: DeadOptions
    @OptionGroup(title: "How many") var page: PageOptions
    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    func run() async throws {
        let surroundings = CommandEnvironment.current
        let request = APIRequest(
            "/dead", query: try filter.parameters(now: surroundings.clock.now(), zone: surroundings.zone))
        try await Session.with(connection, output) { session in
            guard let (runs, hasMore) = try await session.list(request, of: "dead", page, flags: filter.flags)
            else { return }
            guard !runs.isEmpty else { return session.note("no dead runs") }
            try session.say(RunText(time: session.time).dead(runs))
            if hasMore { session.note("… and more; --all shows them") }
        }
    }
}
