import Glibc
import Synchronization
import UnixSignals

/// Sees to it that nothing is left: no process, no directory, also when the benchmark is interrupted.
final class CleanUp: Sendable {
    static let shared = CleanUp()

    private struct State {
        var directories: [String] = []
        var children: [ChildProcess] = []
    }

    private let state = Mutex(State())

    func add(directory: String) { state.withLock { $0.directories.append(directory) } }
    func add(_ child: ChildProcess) { state.withLock { $0.children.append(child) } }
    func remove(_ child: ChildProcess) { state.withLock { $0.children.removeAll { $0 === child } } }

    /// From now on SIGINT, SIGTERM and SIGHUP end the benchmark in order.
    func watchSignals() async {
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm, .sighup)
        Task {
            for await signal in signals {
                run()
                _exit(128 + signal.rawValue)
            }
        }
    }

    /// Ends the processes, the youngest first, and removes the directories.
    func run() {
        let left = state.withLock { state in
            defer { state = State() }
            return state
        }
        for child in left.children.reversed() {
            child.signal(SIGTERM)
            for _ in 0..<500 where child.isRunning { usleep(10_000) }
            child.signal(SIGKILL)
        }
        for directory in left.directories { Files.remove(directory) }
    }
}
