import CommandLine
import Synchronization
import Timekeeping

/// The output and the exit status of a run of the tool.
struct ToolRun: Sendable {
    var status: Int32
    var output: String
    var errors: String
    /// The files that it wrote, by path.
    var files: [String: String]

    /// 2026-06-10 is a Wednesday.
    static let now = try! Timestamp(rfc3339: "2026-06-10T12:00:00Z")

    /// The environment of a run, apart from the server.
    struct Place: Sendable {
        var environment: [String: String] = [:]
        var zone = Zone.utc
        var user: String?
        var outputIsTerminal = false
        var errorsAreTerminal = false
        var width = 120
        var isInputTerminal = false
        var input = ""
        /// The user's answers.
        var answers: [String] = []
        var files: [String: CommandEnvironment.File] = [:]
        var folders: [String: [String]] = [:]
        /// The user's edit of a text in the editor.
        var edit: @Sendable (String) -> String = { $0 }
        var clock: any WallClock = FixedClock(at: now)
        /// The error at the end of standard output.
        var finishError: Int32?
    }

    /// Runs the tool.
    static func run(_ arguments: String..., in place: Place = Place()) async -> ToolRun {
        await run(arguments, in: place)
    }

    /// Runs the tool.
    static func run(list arguments: [String], in place: Place = Place()) async -> ToolRun {
        await run(arguments, in: place)
    }

    /// Runs the tool against a server.
    static func run(list arguments: [String], at server: StubServer, in place: Place = Place()) async -> ToolRun {
        var place = place
        place.environment["CARILLON_SERVER"] = server.url
        return await run(arguments, in: place)
    }

    /// Runs the tool against a server, whose address comes from the environment.
    static func run(_ arguments: String..., at server: StubServer, in place: Place = Place()) async -> ToolRun {
        var place = place
        place.environment["CARILLON_SERVER"] = server.url
        return await run(arguments, in: place)
    }

    private static func run(_ arguments: [String], in place: Place) async -> ToolRun {
        let written = Written()
        let status = await CarillonTool.run(
            arguments,
            in: CommandEnvironment(
                variables: place.environment, clock: place.clock, zone: place.zone, user: place.user,
                output: .init(
                    isTerminal: place.outputIsTerminal, width: place.width,
                    write: { text throws(OutputError) in written.write(text, to: \.output) },
                    finish: { () throws(OutputError) in
                        if let code = place.finishError { throw OutputError(errno: code, name: "standard output") }
                    }),
                errors: .init(
                    isTerminal: place.errorsAreTerminal, width: place.width,
                    write: { text throws(OutputError) in written.write(text, to: \.errors) }),
                isInputTerminal: place.isInputTerminal,
                readInput: { Array(place.input.utf8) },
                readLine: { written.nextAnswer(of: place.answers) },
                readFile: { place.files[$0] }, listFolder: { place.folders[$0] },
                writeFile: { path, bytes in written.write(String(decoding: bytes, as: UTF8.self), toFile: path) },
                edit: { place.edit($0) },
                keepText: { text in
                    written.write(text, toFile: "kept")
                    return "kept"
                }))
        return written.run(status: status)
    }

    /// Collects what is written.
    private final class Written: Sendable {
        private let state = Mutex((run: ToolRun(status: 0, output: "", errors: "", files: [:]), answered: 0))

        func write(_ text: String, to place: any WritableKeyPath<ToolRun, String> & Sendable) {
            state.withLock { $0.run[keyPath: place] += text }
        }

        func write(_ text: String, toFile path: String) {
            state.withLock { $0.run.files[path] = text }
        }

        func nextAnswer(of answers: [String]) -> String? {
            state.withLock { state in
                guard state.answered < answers.count else { return nil }
                defer { state.answered += 1 }
                return answers[state.answered]
            }
        }

        func run(status: Int32) -> ToolRun {
            state.withLock { state in
                var run = state.run
                run.status = status
                return run
            }
        }
    }
}

/// A clock that stands still, and on which sleeping takes no time.
final class FixedClock: WallClock {
    private let instant: Timestamp
    private let slept = Mutex<[Duration]>([])

    init(at instant: Timestamp) {
        self.instant = instant
    }

    /// The durations of the calls of `sleep`.
    var sleeps: [Duration] { slept.withLock { $0 } }

    func now() -> Timestamp { instant }
    func uptime() -> Duration { .zero }
    func sleep(until deadline: Timestamp, atMost limit: Duration) async throws {}
    func sleep(for duration: Duration) async throws { slept.withLock { $0.append(duration) } }
}
