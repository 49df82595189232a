import ArgumentParser
import Timekeeping

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

    @Argument(help: "The ids of the runs.")
    var runs: [String] = []

    @OptionGroup(title: "Which") var filter: DeadOptions

    @Flag(help: "All dead runs there are.")
    var all = false

    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    func run() async throws {
        let surroundings = Surroundings.current
        let parameters = try filter.parameters(now: surroundings.clock.now(), zone: surroundings.zone)
        guard [!runs.isEmpty, !parameters.isEmpty, all].filter({ $0 }).count == 1 else {
            throw Failure(.usage, "say which runs: their ids, or filters such as --action, or --all")
        }
        if let run = runs.first(where: { !TaskReference.isUUID($0) }) {
            throw Failure(.usage, "\"\(run)\" is not the id of a run", hint: "\"carillon dead\" shows them")
        }
        try await Session.with(connection, output) { session in
            if runs.isEmpty {
                try await redriveMatching(parameters, session)
            } else {
                try await redrive(runs, session)
            }
        }
    }

    private func redrive(_ runs: [String], _ session: Session) async throws {
        var answers: [JSONValue] = []
        for (index, run) in runs.enumerated() {
            if runs.count > 1 { session.progress(ProgressBar(label: "redriving", done: index, total: runs.count)) }
            defer { session.endProgress() }
            answers.append(try await session.client.send(APIRequest("POST", "/dead/\(run)/redrive")).json())
        }
        if session.isJSON { return session.show(runs.count == 1 ? answers[0] : .array(answers)) }
        session.say("\(session.style.apply(.good, "redriven")) \(Self.counted(runs.count))")
    }

    /// The API stops after some, and is asked again.
    private func redriveMatching(_ parameters: [APIRequest.Parameter], _ session: Session) async throws {
        let body = JSONValue.object(parameters.map { .init(key: $0.name, value: .string($0.value)) })
        var (redriven, refused) = (0, 0)
        while true {
            let answer = try await session.client.send(
                APIRequest("POST", "/dead/redrive", json: body), flags: filter.flags
            ).json()
            let count = answer["redriven"]?.int ?? 0
            redriven += count
            refused += answer["refused"]?.int ?? 0
            session.progress(ProgressBar(label: "redriving", done: redriven))
            guard answer["more"]?.isTrue == true, count > 0 else { break }
        }
        session.endProgress()
        if session.isJSON {
            return session.show(["redriven": .int(redriven), "refused": .int(refused)] as JSONValue)
        }
        session.say("\(session.style.apply(.good, "redriven")) \(Self.counted(redriven))")
        if refused > 0 {
            session.note("\(Self.counted(refused)) could not be: they belong to no task, or their name is taken")
        }
    }

    private static func counted(_ count: Int) -> String { "\(count) run\(count == 1 ? "" : "s")" }
}
