public import Timekeeping

/// What a command reads and writes beside the server: given from outside, so that tests can set the time, the zone, the
/// terminal and the files.
public struct CommandEnvironment: Sendable {
    /// A place to write text to. What goes to standard output goes through it, so that no error of writing is lost.
    public struct Output: Sendable {
        public var isTerminal: Bool
        /// Of the terminal, in columns.
        public var width: Int
        /// Writes all of a text, or throws.
        public var write: @Sendable (String) throws(OutputError) -> Void
        /// Ends it: some file systems tell only then that what was written could not be kept. Nothing is written after
        /// it; a second call does nothing.
        public var finish: @Sendable () throws(OutputError) -> Void

        public init(
            isTerminal: Bool, width: Int = 80, write: @escaping @Sendable (String) throws(OutputError) -> Void,
            finish: @escaping @Sendable () throws(OutputError) -> Void = {}
        ) {
            self.isTerminal = isTerminal
            self.width = width
            self.write = write
            self.finish = finish
        }

        /// Writes what is not part of the answer: a note that can't be written is lost, and the command goes on.
        func note(_ text: String) { try? write(text) }
    }

    /// A file as it was read.
    public struct File: Sendable {
        public var bytes: [UInt8]
        /// Whether others than its owner may read it.
        public var isReadableByOthers: Bool

        public init(bytes: [UInt8], isReadableByOthers: Bool = false) {
            self.bytes = bytes
            self.isReadableByOthers = isReadableByOthers
        }
    }

    public var environment: [String: String]
    public var clock: any WallClock
    /// The reader's.
    public var zone: Zone
    /// The name of the user; `nil` if there is none.
    public var user: String?
    public var output: Output
    public var errors: Output
    /// Whether somebody can be asked.
    public var isInputTerminal: Bool
    /// All of standard input.
    public var readInput: @Sendable () throws -> [UInt8]
    /// One line of standard input; nil at its end.
    public var readLine: @Sendable () -> String?
    /// A file; nil where there is none.
    public var readFile: @Sendable (_ path: String) throws -> File?
    /// The names of what is in a folder; `nil` if there is no such folder.
    public var listFolder: @Sendable (_ path: String) throws -> [String]?
    public var writeFile: @Sendable (_ path: String, _ bytes: [UInt8]) throws -> Void
    /// Lets somebody edit a text, and gives what became of it.
    public var edit: @Sendable (_ text: String) async throws -> String

    /// Keeps a text in a file of its own, and gives its path.
    public var keepText: @Sendable (_ text: String) throws -> String

    /// All of it; see the properties.
    public init(
        environment: [String: String], clock: any WallClock, zone: Zone, user: String? = nil, output: Output,
        errors: Output, isInputTerminal: Bool = false,
        readInput: @escaping @Sendable () throws -> [UInt8] = { [] },
        readLine: @escaping @Sendable () -> String? = { nil },
        readFile: @escaping @Sendable (String) throws -> File? = { _ in nil },
        listFolder: @escaping @Sendable (String) throws -> [String]? = { _ in nil },
        writeFile: @escaping @Sendable (String, [UInt8]) throws -> Void = { _, _ in },
        edit: @escaping @Sendable (String) async throws -> String = { $0 },
        keepText: @escaping @Sendable (String) throws -> String = { _ in "" }
    ) {
        self.environment = environment
        self.clock = clock
        self.zone = zone
        self.user = user
        self.output = output
        self.errors = errors
        self.isInputTerminal = isInputTerminal
        self.readInput = readInput
        self.readLine = readLine
        self.readFile = readFile
        self.listFolder = listFolder
        self.writeFile = writeFile
        self.edit = edit
        self.keepText = keepText
    }

    /// Those of the command that runs: ArgumentParser makes the commands, so they can't be handed to their initializers.
    @TaskLocal static var current = CommandEnvironment(
        environment: [:], clock: SystemClock(), zone: .utc,
        output: Output(isTerminal: false) { _ in }, errors: Output(isTerminal: false) { _ in })
}
