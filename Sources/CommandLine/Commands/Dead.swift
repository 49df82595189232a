import ArgumentParser
import JSON
import Timekeeping

/// `carillon dead`.
struct Dead: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List dead runs: they failed and have no attempts left.",
        discussion: "\"carillon redrive\" runs them again, \"carillon discard\" removes them from the list.")

    @OptionGroup(title: "Which") var filter: DeadOptions
    @OptionGroup(title: "How many") var page: PageOptions
    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    func run() async throws {
        let environment = CommandEnvironment.current
        let request = APIRequest(
            "/dead", query: try filter.parameters(now: environment.clock.now(), zone: environment.zone))
        try await Session.with(connection, output) { session in
            guard let (runs, hasMore) = try await session.list(request, of: "dead", page, flags: filter.flags)
            else { return }
            guard !runs.isEmpty else { return session.printNote("no dead runs") }
            try session.print(RunText(time: session.time).dead(runs))
            if hasMore { session.printNote("… and more; add --all to see them") }
        }
    }
}

/// `carillon redrive`.
struct Redrive: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run dead runs again, now and with all their attempts.",
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

/// `carillon discard`.
struct Discard: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Remove dead runs from the list without running them. They stay in the history.",
        discussion: """
            Examples:
              carillon discard 01a20e02-6e15-70b4-8e90-f02725bde9a7
              carillon discard --action webhook --to 'today 00:00'
              carillon discard --all --yes
            """)

    @OptionGroup var selection: DeadSelection

    @Flag(name: [.short, .long], help: "Do not ask for confirmation.")
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

/// A change of dead runs, by their ids or by a filter: `redrive`, `discard`.
struct DeadAction: Sendable {
    /// The past participle for the user. The API's response has its count under the same name.
    var done: String
    /// The label of the progress bar.
    var doing: String
    /// The request for the run with an id.
    var one: @Sendable (String) -> APIRequest
    /// The request for some of the runs that match.
    var matching: @Sendable ([APIRequest.Parameter]) -> APIRequest

    func perform(_ target: DeadSelection.Target, flags: FlagMap, _ session: Session) async throws {
        switch target {
        case .runs(let runs): try await perform(runs, session)
        case .matching(let parameters): try await performMatching(parameters, flags, session)
        }
    }

    private func perform(_ runs: [String], _ session: Session) async throws {
        var answers: [JSONValue] = []
        for (index, run) in runs.enumerated() {
            if runs.count > 1 { session.progress(ProgressBar(label: doing, done: index, total: runs.count)) }
            defer { session.endProgress() }
            answers.append(try await session.client.send(one(run)).json())
        }
        if session.isJSON { return try session.printJSON(runs.count == 1 ? answers[0] : .array(answers)) }
        try session.print("\(session.style.apply(.good, done)) \(Self.counted(runs.count))")
    }

    private func performMatching(
        _ parameters: [APIRequest.Parameter], _ flags: FlagMap, _ session: Session
    ) async throws {
        let (changed, refused) = try await session.changeAll(
            matching(parameters), counting: done, label: doing, flags: flags)
        if session.isJSON {
            return try session.printJSON(
                .object([.init(key: done, value: .int(changed)), .init(key: "refused", value: .int(refused))]))
        }
        try session.print("\(session.style.apply(.good, done)) \(Self.counted(changed))")
        if refused > 0 {
            session.printNote(
                "\(Self.counted(refused)) could not be \(done): the task is gone, or another task has its name")
        }
    }

    private static func counted(_ count: Int) -> String { "\(count) run\(count == 1 ? "" : "s")" }
}

/// The flags that select dead runs.
struct DeadOptions: ParsableArguments {
    @Option(help: "Only runs of this action.")
    var action: String?

    @Option(help: "Only runs with this error, such as http_status or timeout.")
    var errorCode: String?

    @Option(help: "Only runs that died at this time or later.")
    var from: String?

    @Option(help: "Only runs that died before this time.")
    var to: String?

    /// The parameters of the API.
    ///
    /// - Throws: ``Failure`` if a time is malformed.
    func parameters(now: Timestamp, zone: Zone) throws -> [APIRequest.Parameter] {
        func moment(_ text: String?, _ flag: String) throws -> String? {
            try text.map { try MomentText($0, flag: flag, now: now, zone: zone).instant.rfc3339 }
        }
        let values: [(String, String?)] = [
            ("action", action), ("error_code", errorCode), ("from", try moment(from, "--from")),
            ("to", try moment(to, "--to")),
        ]
        return values.compactMap { name, value in value.map { APIRequest.Parameter(name, $0) } }
    }

    /// Maps parameters, and fields of a body, to flags.
    var flags: FlagMap {
        var flags = FlagMap()
        for (name, flag) in [
            ("action", "--action"), ("error_code", "--error-code"), ("from", "--from"), ("to", "--to"),
        ] {
            flags.record(name, flag)
            flags.record("/\(name)", flag)
        }
        return flags
    }
}

/// The arguments that select dead runs: ids, a filter, or all.
struct DeadSelection: ParsableArguments {
    /// The selected runs.
    enum Target: Sendable {
        case runs([String])
        case matching([APIRequest.Parameter])
    }

    @Argument(help: "The ids of the runs.")
    var runs: [String] = []

    @OptionGroup(title: "Which") var filter: DeadOptions

    @Flag(help: "All dead runs.")
    var all = false

    /// - Throws: ``Failure`` if nothing is selected, if it is selected in two ways, or if an argument is malformed.
    func target(_ environment: CommandEnvironment) throws -> Target {
        let parameters = try filter.parameters(now: environment.clock.now(), zone: environment.zone)
        guard [!runs.isEmpty, !parameters.isEmpty, all].filter({ $0 }).count == 1 else {
            throw Failure(.usage, "give the runs: ids, or filters such as --action, or --all")
        }
        if let run = runs.first(where: { !TaskReference.isUUID($0) }) {
            throw Failure(.usage, "\"\(run)\" is not the id of a run", hint: "\"carillon dead\" shows them")
        }
        return runs.isEmpty ? .matching(parameters) : .runs(runs)
    }
}
