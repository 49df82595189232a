import ArgumentParser

/// `carillon discard`.
struct Discard: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Settle dead runs without running them: they leave the list, and stay in the history.",
        discussion: """
            Examples:
              carillon discard 01a20e02-6e15-70b4-8e90-f02725bde9a7
              carillon discard --action webhook --to 'today 00:00'
              carillon discard --all --yes
            """)

    @OptionGroup var selection: DeadSelection

    @Flag(name: [.short, .long], help: "Don't ask.")
    var yes = false

    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    private static let action = DeadAction(
        done: "discarded", doing: "discarding",
        one: { APIRequest("DELETE", "/dead/\($0)") },
        matching: { APIRequest("DELETE", "/dead", query: [.init("confirm", "true")] + $0) })

    func run() async throws {
        let target = try selection.target(.current)
        try await Session.with(connection, output) { session in
            if case .matching = target {
                let which = selection.all ? "all dead runs" : "all dead runs that match"
                try session.confirm("Discard \(which)?", isConfirmed: yes)
            }
            try await Self.action.perform(target, flags: selection.filter.flags, session)
        }
    }
}
