package import Messages
package import TaskModel

/// A process that performs suspect runs, so that a run that ends its process does not end the executor.
package protocol Worker: Sendable {
    /// Performs a run. Several may be under way at once.
    func perform(_ request: RunRequest) async -> WorkerAnswer
    /// Asks the process to stop a run. ``perform(_:)`` still returns, unless the run ignores its cancellation.
    func stop(_ run: RunID)
    /// Ends the wait for a run: ``perform(_:)`` returns ``WorkerAnswer/abandoned``.
    func abandon(_ run: RunID)
    /// Ends the process at once.
    func kill()
}

/// How a run ended in a worker.
package enum WorkerAnswer: Sendable, Hashable {
    case finished(RunResult)
    /// The process ended before the run had a result.
    case died(WorkerDeath)
    /// The run was stopped and may still be under way.
    case abandoned
}

/// How a worker ended.
package enum WorkerDeath: Sendable, Hashable {
    case signal(Int32)
    case exit(status: Int32)

    /// A description to follow "its process".
    var words: String {
        switch self {
        case .signal(let number):
            Self.names[number].map { "was ended by signal \(number) (\($0))" } ?? "was ended by signal \(number)"
        case .exit(let status): "exited with status \(status)"
        }
    }

    /// The names of the signals that end processes on Linux: signal(7).
    private static let names: [Int32: String] = [
        4: "SIGILL", 5: "SIGTRAP", 6: "SIGABRT", 7: "SIGBUS", 8: "SIGFPE", 9: "SIGKILL", 11: "SIGSEGV", 15: "SIGTERM",
        24: "SIGXCPU", 31: "SIGSYS",
    ]
}

/// Starts workers.
package protocol WorkerLauncher: Sendable {
    /// Starts a process and waits until it is ready to perform runs.
    ///
    /// - Throws: ``WorkerLaunchError`` if it can't be started or ends before it is ready.
    func launch() async throws -> any Worker
}

/// The reason why a worker could not be started.
package struct WorkerLaunchError: Error, CustomStringConvertible {
    package var description: String

    package init(_ description: String) {
        self.description = description
    }
}
