import ArgumentParser

/// `carillon redrive`.
struct Redrive: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Put dead runs back: they run now, with fresh attempts.",
        discussion: """
            Examples:
              carillon redrive 01a20e02-6e15-70b4-8e90-f02725bde9a7
              carillon redrive --action webhook --error-code timeout --from 'today 08:00'
              carillon redrive --all
            """)

    @OptionGroup var selection: DeadSelection
    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    private static let action = DeadAction(
        done: "redriven", doing: "redriving",
        one: { APIRequest("POST", "/dead/\($0)/redrive") },
        matching: { parameters in
            let filter = JSONValue.object(parameters.map { .init(key: $0.name, value: .string($0.value)) })
            return APIRequest("POST", "/dead/redrive", json: filter)
        })

    func run() async throws {
        let target = try selection.target(.current)
        try await Session.with(connection, output) { session in
            try await Self.action.perform(target, flags: selection.filter.flags, session)
        }
    }
}
