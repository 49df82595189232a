import Foundation
import Glibc
import Synchronization
import TestSupport

/// A service of Carillon as a process, which can be ended and started again.
final class ServiceProcess: Sendable {
    let kind: ServiceKind
    private let prefix: [String]
    private let arguments: [String]
    let environment: [String: String]
    /// What it prints, over all its lives.
    private let output: String
    private let child = Mutex<ChildProcess?>(nil)

    /// - Parameter name: of its log in `directory`.
    init(
        _ kind: ServiceKind, name: String? = nil, prefix: [String] = [], arguments: [String] = [],
        environment: [String: String],
        directory: String
    ) {
        self.kind = kind
        self.prefix = prefix
        self.arguments = arguments
        self.environment = environment
        output = directory + "/\(name ?? kind.rawValue).log"
    }

    var processID: Int32? { child.withLock { $0?.pid } }

    var log: String { (try? String(contentsOfFile: output, encoding: .utf8)) ?? "" }

    /// The lines of ``log``.
    var lines: [Substring] { log.split(separator: "\n") }

    /// - Parameter setting: an environment variable that it does not get this time.
    func start(without setting: String? = nil) async throws {
        let environment = environment.filter { $0.key != setting }
        let process = try await ChildProcess.start(
            prefix + [kind.executable] + arguments, environment: environment, output: output)
        child.withLock { $0 = process }
    }

    /// kill -9; returns once it is gone.
    func kill() async {
        guard let process = child.withLock({ $0 }) else { return }
        process.signal(SIGKILL)
        await process.wait()
    }

    /// SIGTERM.
    ///
    /// - Returns: the status that it ends with; -9 where it has not ended long after its deadline.
    func terminate() async -> Int32 {
        child.withLock { $0 }?.signal(SIGTERM)
        return await ended()
    }

    /// - Returns: the status that it ends with; -9 where it does not end.
    func ended(within patience: Duration = .seconds(30)) async -> Int32 {
        guard let process = child.withLock({ $0 }) else { return -1 }
        let watchdog = Task {
            try await Task.sleep(for: patience)
            process.signal(SIGKILL)
        }
        defer { watchdog.cancel() }
        return await process.wait()
    }

    /// kill -9, and a new life at once.
    func crash() async throws {
        await kill()
        try await start()
    }
}
