public import Glibc
import Synchronization

/// A program started by a test, ended by its process id.
///
/// It is started from a thread that never ends, and dies with this process: `PR_SET_PDEATHSIG` goes by the thread that
/// forked, and threads of the cooperative pool come and go.
public final class ChildProcess: Sendable {
    public struct LaunchError: Error {
        public var command: String
        public var code: Int32
    }

    public let pid: pid_t
    private let exitStatus = Mutex<Int32?>(nil)

    private init(pid: pid_t) {
        self.pid = pid
    }

    /// - Parameters:
    ///   - environment: all of it; nothing is inherited.
    ///   - output: a file for standard output and standard error, appended to.
    public static func start(
        _ command: [String],
        environment: [String: String],
        output: String
    ) async throws -> ChildProcess {
        let command = ["/usr/bin/setpriv", "--pdeathsig", "KILL"] + command
        let result = await Spawner.shared.run { spawn(command, environment, output) }
        return ChildProcess(pid: try result.get())
    }

    private static func spawn(
        _ command: [String],
        _ environment: [String: String],
        _ output: String
    ) -> Result<pid_t, LaunchError> {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for pointer in arguments + variables { free(pointer) } }
        // Threads started from the cooperative pool block signals, and children would inherit that: SIGTERM with it.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var pid = pid_t()
        let code = posix_spawn(&pid, command[0], &actions, &attributes, &arguments, &variables)
        return code == 0 ? .success(pid) : .failure(LaunchError(command: command[0], code: code))
    }

    public func signal(_ number: Int32) {
        exitStatus.withLock { status in
            // Once it has been waited for, its id may be another's.
            if status == nil { kill(pid, number) }
        }
    }

    /// - Returns: the status of the process, once it has ended.
    @discardableResult
    public func wait() async -> Int32 {
        await onThread {
            while true {
                if let status = self.exitStatus.withLock({ $0 }) { return status }
                var info = siginfo_t()
                // Without reaping, so that the id stays ours until the lock is held.
                if waitid(P_PID, id_t(self.pid), &info, WEXITED | WNOWAIT) != 0, errno != EINTR { return -1 }
                self.exitStatus.withLock { status in
                    guard status == nil else { return }
                    var raw: Int32 = 0
                    waitpid(self.pid, &raw, 0)
                    status = raw & 0x7f == 0 ? (raw >> 8) & 0xff : -(raw & 0x7f)
                }
            }
        }
    }
}

/// Runs blocking work on a thread of its own, so that it does not hold up the cooperative pool.
public func onThread<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
        startThread { continuation.resume(returning: work()) }
    }
}

private final class ThreadStart: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

func startThread(_ body: @escaping @Sendable () -> Void) {
    let start = Unmanaged.passRetained(ThreadStart(body))
    var thread = pthread_t()
    let status = pthread_create(
        &thread, nil,
        { argument in
            if let argument { Unmanaged<ThreadStart>.fromOpaque(argument).takeRetainedValue().body() }
            return nil
        }, start.toOpaque())
    guard status == 0 else { fatalError("no thread: \(status)") }
    pthread_detach(thread)
}

/// The one thread from which children are forked.
private final class Spawner: Sendable {
    static let shared = Spawner()

    private let jobs = Mutex<[@Sendable () -> Void]>([])
    private let wake: (read: Int32, write: Int32)

    init() {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { fatalError("no pipe") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        wake = (ends[0], ends[1])
        startThread { [self] in
            var byte: UInt8 = 0
            while true {
                guard read(wake.read, &byte, 1) == 1 else { continue }
                let job = jobs.withLock { $0.isEmpty ? nil : $0.removeFirst() }
                job?()
            }
        }
    }

    func run<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            jobs.withLock { $0.append { continuation.resume(returning: work()) } }
            var byte: UInt8 = 1
            _ = write(wake.write, &byte, 1)
        }
    }
}
