import Glibc
import NIOPosix
import Synchronization
import UnixSignals

/// A program that the benchmark started. The kernel ends it when the benchmark dies, however that happens.
final class BenchProcess: Sendable {
    let name: String
    let pid: pid_t
    /// Where its standard output and standard error go.
    let log: String
    private let hasEnded = Mutex(false)

    /// `PR_SET_PDEATHSIG` goes by the thread that forked: this one never ends.
    private static let spawner: NIOThreadPool = {
        let pool = NIOThreadPool(numberOfThreads: 1)
        pool.start()
        return pool
    }()

    private init(name: String, pid: pid_t, log: String) {
        self.name = name
        self.pid = pid
        self.log = log
    }

    /// - Parameters:
    ///   - command: the path of a program, and its arguments.
    ///   - environment: what differs from the benchmark's own.
    ///   - log: a file, appended to.
    static func start(
        _ name: String, _ command: [String], environment: [String: String] = [:], log: String
    ) async throws -> BenchProcess {
        let pid = try await spawner.runIfActive {
            try spawn(["/usr/bin/env", "setpriv", "--pdeathsig", "TERM"] + command, environment, log)
        }
        let child = BenchProcess(name: name, pid: pid, log: log)
        CleanUp.shared.add(child)
        return child
    }

    private static func spawn(_ command: [String], _ changes: [String: String], _ log: String) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        // A process group of its own, so that Ctrl-C reaches the benchmark only; and no signal held back.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var noSignals = sigset_t()
        sigemptyset(&noSignals)
        posix_spawnattr_setsigmask(&attributes, &noSignals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETPGROUP))

        let environment = Environment.all.merging(changes) { $1 }
        var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for pointer in arguments + variables { free(pointer) } }
        var pid = pid_t()
        let code = posix_spawn(&pid, command[0], &actions, &attributes, &arguments, &variables)
        guard code == 0 else { throw BenchError("\(command) can't be started: \(String(cString: strerror(code)))") }
        return pid
    }

    var isRunning: Bool {
        hasEnded.withLock { hasEnded in
            if !hasEnded { hasEnded = waitpid(pid, nil, WNOHANG) != 0 }
            return !hasEnded
        }
    }

    func signal(_ number: Int32) {
        // Once it has been waited for, its id may be another's.
        hasEnded.withLock { if !$0 { kill(pid, number) } }
    }

    /// SIGTERM, and SIGKILL after `patience`; returns when it has ended.
    func stop(patience: Duration = .seconds(20)) async {
        signal(SIGTERM)
        let deadline = ContinuousClock.now + patience
        while isRunning {
            if ContinuousClock.now > deadline { signal(SIGKILL) }
            try? await Task.sleep(for: .milliseconds(5))
        }
        CleanUp.shared.remove(self)
    }

    /// - Throws: ``BenchError`` with the end of its log if it has ended by itself.
    func checkIsRunning() throws {
        guard !isRunning else { return }
        throw BenchError("\(name) has ended; the end of its log:\n\(Files.tail(log))")
    }
}

/// Ends the processes and removes the directories that the benchmark made, also if it is interrupted.
final class CleanUp: Sendable {
    static let shared = CleanUp()

    private struct State {
        var directories: [String] = []
        var children: [BenchProcess] = []
    }

    private let state = Mutex(State())

    func add(directory: String) { state.withLock { $0.directories.append(directory) } }
    func add(_ child: BenchProcess) { state.withLock { $0.children.append(child) } }
    func remove(_ child: BenchProcess) { state.withLock { $0.children.removeAll { $0 === child } } }

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
