import Glibc
import Synchronization

/// What is left when the process ends in order: children are ended, temporary directories removed.
final class CleanUp: Sendable {
    static let shared = CleanUp()

    private struct State {
        var directories: [String] = []
        var children: [ChildProcess] = []
    }

    private let state = Mutex(State())

    private init() {
        atexit { CleanUp.shared.run() }
    }

    func add(directory: String) { state.withLock { $0.directories.append(directory) } }
    func add(_ child: ChildProcess) { state.withLock { $0.children.append(child) } }

    func remove(directory: String) {
        state.withLock { state in state.directories.removeAll { $0 == directory } }
        removeTree(directory)
    }

    private func run() {
        let state = state.withLock { $0 }
        for child in state.children { child.signal(SIGKILL) }
        for directory in state.directories { removeTree(directory) }
    }

    private func removeTree(_ path: String) {
        let words = ["/bin/rm", "-rf", "--", path]
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { for pointer in arguments { free(pointer) } }
        var pid = pid_t()
        guard posix_spawn(&pid, "/bin/rm", nil, nil, &arguments, environ) == 0 else { return }
        var status: Int32 = 0
        waitpid(pid, &status, 0)
    }
}
