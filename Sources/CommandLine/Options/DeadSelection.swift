import ArgumentParser
import Timekeeping

/// Which dead runs something is done to: some by their ids, those that match, or all.
struct DeadSelection: ParsableArguments {
    /// What ``DeadSelection`` means.
    enum Target: Sendable {
        case runs([String])
        case matching([APIRequest.Parameter])
    }

    @Argument(help: "The ids of the runs.")
    var runs: [String] = []

    @OptionGroup(title: "Which") var filter: DeadOptions

    @Flag(help: "All dead runs there are.")
    var all = false

    /// - Throws: ``Failure`` where nothing is selected, or in two ways at once, or what can't be read.
    func target(_ surroundings: CommandEnvironment) throws -> Target {
        let parameters = try filter.parameters(now: surroundings.clock.now(), zone: surroundings.zone)
        guard [!runs.isEmpty, !parameters.isEmpty, all].filter({ $0 }).count == 1 else {
            throw Failure(.usage, "say which runs: their ids, or filters such as --action, or --all")
        }
        if let run = runs.first(where: { !TaskReference.isUUID($0) }) {
            throw Failure(.usage, "\"\(run)\" is not the id of a run", hint: "\"carillon dead\" shows them")
        }
        return runs.isEmpty ? .matching(parameters) : .runs(runs)
    }
}
