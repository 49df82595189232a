import ArgumentParser

/// `carillon limits`. Without more it lists them.
struct Limits: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List, set and delete limits: how many runs of a group, or to a host, there may be.",
        subcommands: [ListLimits.self, SetLimit.self, RemoveLimits.self], defaultSubcommand: ListLimits.self)
}
