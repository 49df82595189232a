import Foundation
import Synchronization
import Timekeeping

extension CommandEnvironment {
    /// The environment of this process.
    public static func system() -> CommandEnvironment {
        StandardDescriptors.prepare()
        let variables = ProcessInfo.processInfo.environment
        return CommandEnvironment(
            variables: variables, clock: SystemClock(), zone: zone(variables),
            user: getpwuid(geteuid()).map { String(cString: $0.pointee.pw_name) },
            output: output(STDOUT_FILENO, "standard output"), errors: output(STDERR_FILENO, "standard error"),
            isInputTerminal: isatty(STDIN_FILENO) == 1,
            readInput: { Array(try FileHandle.standardInput.readToEnd() ?? Data()) },
            readLine: { Swift.readLine() },
            readFile: readFile,
            listFolder: { path in
                guard FileManager.default.fileExists(atPath: path) else { return nil }
                return try FileManager.default.contentsOfDirectory(atPath: path)
            },
            writeFile: writeFile,
            edit: { text in try edit(text, variables: variables) }, keepText: keepText)
    }

    /// The zone of `TZ`, or of the machine; UTC if its name is unknown.
    private static func zone(_ variables: [String: String]) -> Zone {
        if let name = variables["TZ"],
            let zone = Zone(identifier: name.hasPrefix(":") ? String(name.dropFirst()) : name)
        {
            return zone
        }
        let name = TimeZone.current.identifier
        return name == "Etc/UTC" || name == "GMT" ? .utc : Zone(identifier: name) ?? .utc
    }

    private static func output(_ descriptor: Int32, _ name: String) -> Output {
        let isFinished = Mutex(false)
        let isTerminal = isatty(descriptor) == 1
        var size = winsize()
        let isKnown = isTerminal && ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        return Output(
            isTerminal: isTerminal, width: isKnown ? Int(size.ws_col) : 80,
            write: { text throws(OutputError) in
                try DescriptorWriter(descriptor: descriptor, name: name).write(Array(text.utf8))
            },
            finish: { () throws(OutputError) in
                let isFirst = isFinished.withLock { finished in
                    defer { finished = true }
                    return !finished
                }
                if isFirst { try DescriptorWriter(descriptor: descriptor, name: name).close() }
            })
    }

    /// Writes a file. If writing fails, the part that was written stays.
    @Sendable private static func writeFile(_ path: String, _ bytes: [UInt8]) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw OutputError(errno: errno, name: path) }
        try write(bytes, DescriptorWriter(descriptor: descriptor, name: path))
    }

    @Sendable private static func readFile(_ path: String) throws -> File? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        let mode = (attributes[.posixPermissions] as? NSNumber)?.intValue ?? 0
        let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        return File(bytes: bytes, isReadableByOthers: mode & 0o044 != 0)
    }

    /// Writes a file that only its owner can read.
    @Sendable private static func keepText(_ text: String) throws -> String {
        let path = NSTemporaryDirectory() + "carillon-\(UUID().uuidString).json"
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw OutputError(errno: errno, name: path) }
        try write(Array(text.utf8), DescriptorWriter(descriptor: descriptor, name: path))
        return path
    }

    private static func write(_ bytes: [UInt8], _ writer: DescriptorWriter) throws(OutputError) {
        do {
            try writer.write(bytes)
        } catch {
            try? writer.close()
            throw error
        }
        try writer.close()
    }

    /// Runs the editor on a file that only its owner can read.
    private static func edit(_ text: String, variables: [String: String]) throws -> String {
        let editor = [variables["VISUAL"], variables["EDITOR"]].compactMap { $0 }.first { !$0.isEmpty } ?? "vi"
        let path = try keepText(text)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        // The shell splits the value of EDITOR, such as "code --wait".
        process.arguments = ["-c", "\(editor) \"$1\"", "sh", path]
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(.usage, "the editor \"\(editor)\" ended with status \(process.terminationStatus)")
        }
        return try String(contentsOfFile: path, encoding: .utf8)
    }
}
