public import Messages
public import TaskModel

/// A process of its own that performs suspect runs, so that one that ends its process takes nothing else with it.
public protocol Worker: Sendable {
    /// Performs a run. Several may be under way at once.
    func perform(_ request: RunRequest) async -> WorkerAnswer
    /// Asks the process to stop a run. Its answer still comes, unless the run takes no notice.
    func stop(_ run: RunID)
    /// Waits no longer for a run: its answer is ``WorkerAnswer/abandoned``.
    func abandon(_ run: RunID)
    /// Ends the process at once.
    func kill()
}

public enum WorkerAnswer: Sendable, Hashable {
    case finished(RunResult)
    /// The process ended before the run had a result.
    case died(WorkerDeath)
    /// The run was stopped, and may still be under way.
    case abandoned
}

/// How a worker ended.
public enum WorkerDeath: Sendable, Hashable {
    case signal(Int32)
    case exit(status: Int32)

    /// In words, as the end of "its process …".
    var words: String {
        switch self {
        case .signal(let number):
            Self.names[number].map { "was ended by signal \(number) (\($0))" } ?? "was ended by signal \(number)"
        case .exit(let status): "exited with status \(status)"
        }
    }

    /// What Linux calls the signals that end processes (signal(7)).
    private static let names: [Int32: String] = [
        4: "SIGILL", 5: "SIGTRAP", 6: "SIGABRT", 7: "SIGBUS", 8: "SIGFPE", 9: "SIGKILL", 11: "SIGSEGV", 15: "SIGTERM",
        24: "SIGXCPU", 31: "SIGSYS",
    ]
}

/// Starts workers.
public protocol WorkerLauncher: Sendable {
    /// Starts a process, and returns when it is ready to perform runs.
    ///
    /// - Throws: ``WorkerLaunchError`` if it can't be started, or ends before it is ready.
    func launch() async throws -> any Worker
}

public struct WorkerLaunchError: Error, CustomStringConvertible {
    public var description: String

    public init(_ description: String) {
        self.description = description
    }
}
