public import Timekeeping

/// Everything that a command reads and writes, apart from the server. It is passed in, so that tests can set the time,
/// the zone, the terminal and the files.
public struct CommandEnvironment: Sendable {
    /// A place to write text to. All standard output goes through it, so that no write error is lost.
    public struct Output: Sendable {
        public var isTerminal: Bool
        /// The width of the terminal in columns.
        public var width: Int
        /// Writes all of a text, or throws.
        public var write: @Sendable (String) throws(OutputError) -> Void
        /// Closes the output: some file systems report only then that the text could not be stored. Nothing is written
        /// after it; a second call does nothing.
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

        /// Writes a text that is not part of the result: if it can't be written, it is lost and the command goes on.
        func writeNote(_ text: String) { try? write(text) }
    }

    /// The contents and the permissions of a file.
    public struct File: Sendable {
        public var bytes: [UInt8]
        /// Whether users other than its owner may read it.
        public var isReadableByOthers: Bool

        public init(bytes: [UInt8], isReadableByOthers: Bool = false) {
            self.bytes = bytes
            self.isReadableByOthers = isReadableByOthers
        }
    }

    public var variables: [String: String]
    public var clock: any WallClock
    /// The user's time zone.
    public var zone: Zone
    /// The name of the user; `nil` if there is none.
    public var user: String?
    public var output: Output
    public var errors: Output
    /// Whether standard input is a terminal, so that the user can answer a question.
    public var isInputTerminal: Bool
    /// Reads all of standard input.
    public var readInput: @Sendable () throws -> [UInt8]
    /// Reads one line of standard input; returns `nil` at its end.
    public var readLine: @Sendable () -> String?
    /// Reads a file; returns `nil` if it does not exist.
    public var readFile: @Sendable (_ path: String) throws -> File?
    /// Returns the names of the files in a folder; `nil` if the folder does not exist.
    public var listFolder: @Sendable (_ path: String) throws -> [String]?
    public var writeFile: @Sendable (_ path: String, _ bytes: [UInt8]) throws -> Void
    /// Opens a text in the user's editor; returns the edited text.
    public var edit: @Sendable (_ text: String) async throws -> String

    /// Saves a text in a new file; returns its path.
    public var keepText: @Sendable (_ text: String) throws -> String

    /// Creates an environment from its parts; see the properties.
    public init(
        variables: [String: String], clock: any WallClock, zone: Zone, user: String? = nil, output: Output,
        errors: Output, isInputTerminal: Bool = false,
        readInput: @escaping @Sendable () throws -> [UInt8] = { [] },
        readLine: @escaping @Sendable () -> String? = { nil },
        readFile: @escaping @Sendable (String) throws -> File? = { _ in nil },
        listFolder: @escaping @Sendable (String) throws -> [String]? = { _ in nil },
        writeFile: @escaping @Sendable (String, [UInt8]) throws -> Void = { _, _ in },
        edit: @escaping @Sendable (String) async throws -> String = { $0 },
        keepText: @escaping @Sendable (String) throws -> String = { _ in "" }
    ) {
        self.variables = variables
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

    /// The environment of the running command. ArgumentParser creates the commands, so that it can't be passed to their
    /// initializers.
    @TaskLocal static var current = CommandEnvironment(
        variables: [:], clock: SystemClock(), zone: .utc,
        output: Output(isTerminal: false) { _ in }, errors: Output(isTerminal: false) { _ in })
}
