internal import Foundation
internal import Messages
internal import Synchronization
internal import TaskModel

/// Starts workers as processes: the same program with the same arguments and environment, see ``WorkerProcess``.
package struct ProcessLauncher: WorkerLauncher {
    package init() {}

    package func launch() async throws -> any Worker {
        try await withCheckedThrowingContinuation { continuation in
            // A thread for each worker starts it, reads its results and waits for its end, which all block.
            Thread.detachNewThread {
                let process: SpawnedWorker
                do {
                    process = try SpawnedWorker.start()
                } catch {
                    continuation.resume(throwing: error)
                    return
                }
                guard WorkerFrame.read(from: process.socket)?.kind == .ready else {
                    let death = process.waitForEnd()
                    continuation.resume(throwing: WorkerLaunchError("it \(death.words) before it was ready"))
                    return
                }
                continuation.resume(returning: process)
                process.readResults()
            }
        }
    }
}

/// The executor's side of a worker process.
final class SpawnedWorker: Worker {
    private struct State {
        var waiting: [RunID: CheckedContinuation<WorkerAnswer, Never>] = [:]
        /// The runs that were stopped before they were sent.
        var stopped: Set<RunID> = []
        var death: WorkerDeath?
        /// Whether the process was reaped: its id may belong to another process from then on.
        var isReaped = false
    }

    let socket: Int32
    private let pid: pid_t
    private let state = Mutex(State())
    /// For writes, which block while the worker does not read.
    private let writing = DispatchQueue(label: "carillon.worker")

    private init(socket: Int32, pid: pid_t) {
        self.socket = socket
        self.pid = pid
    }

    static func start() throws -> SpawnedWorker {
        var ends: [Int32] = [0, 0]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw failure("socketpair") }
        defer { close(ends[1]) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        // Its log goes into the executor's: standard output and standard error stay. Nothing else of the executor does:
        // its files and connections would stay open as long as the worker lives.
        posix_spawn_file_actions_adddup2(&actions, ends[1], WorkerProcess.descriptor)
        closeDescriptors(from: WorkerProcess.descriptor + 1, &actions)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // A process inherits the signals that the threads of Swift's pool block. It has a process group of its own, since a
        // Ctrl-C in a terminal is meant for the executor.
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP))
        var environment = ProcessInfo.processInfo.environment
        environment[WorkerProcess.variable] = "1"
        // A backtrace by Swift's runtime would keep a dying worker for seconds.
        if environment["SWIFT_BACKTRACE"] == nil { environment["SWIFT_BACKTRACE"] = "enable=no" }
        var arguments: [UnsafeMutablePointer<CChar>?] = CommandLine.arguments.map { strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for pointer in arguments + variables { free(pointer) } }
        var pid = pid_t()
        // The running program, even if its file was replaced meanwhile.
        let code = posix_spawn(&pid, "/proc/self/exe", &actions, &attributes, &arguments, &variables)
        guard code == 0 else {
            close(ends[0])
            throw WorkerLaunchError("posix_spawn: \(String(cString: strerror(code)))")
        }
        return SpawnedWorker(socket: ends[0], pid: pid)
    }

    /// Has the new process close its descriptors from a number on, if the C library can (glibc 2.34 or newer). Its header
    /// shows the function only to programs that define `_GNU_SOURCE`.
    private static func closeDescriptors(from first: Int32, _ actions: inout posix_spawn_file_actions_t) {
        typealias AddCloseFrom = @convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, Int32) -> Int32
        guard let symbol = dlsym(nil, "posix_spawn_file_actions_addclosefrom_np") else { return }
        _ = unsafeBitCast(symbol, to: AddCloseFrom.self)(&actions, first)
    }

    private static func failure(_ call: String) -> WorkerLaunchError {
        WorkerLaunchError("\(call): \(String(cString: strerror(errno)))")
    }

    func perform(_ request: RunRequest) async -> WorkerAnswer {
        let frame = WorkerFrame(kind: .run, body: request.encoded())
        return await withCheckedContinuation { continuation in
            let answer = state.withLock { state -> WorkerAnswer? in
                if let death = state.death { return .died(death) }
                if state.stopped.remove(request.runID) != nil { return .finished(RunResult(outcome: .failed)) }
                state.waiting[request.runID] = continuation
                return nil
            }
            if let answer { return continuation.resume(returning: answer) }
            // The thread that reads notices if the worker has ended.
            writing.async { [socket] in frame.write(to: socket) }
        }
    }

    func stop(_ run: RunID) {
        let isUnderWay = state.withLock { state in
            if state.waiting[run] == nil { state.stopped.insert(run) }
            return state.waiting[run] != nil
        }
        guard isUnderWay else { return }
        writing.async { [socket] in
            WorkerFrame(kind: .stop, body: Array(run.description.utf8)).write(to: socket)
        }
    }

    func abandon(_ run: RunID) {
        let waiting = state.withLock { state in
            state.stopped.remove(run)
            return state.waiting.removeValue(forKey: run)
        }
        waiting?.resume(returning: .abandoned)
    }

    func kill() {
        state.withLock { state in
            if !state.isReaped { _ = Foundation.kill(pid, SIGKILL) }
        }
    }

    /// Resumes the callers that wait for results, until the process ends. It blocks its thread.
    fileprivate func readResults() {
        while let frame = WorkerFrame.read(from: socket) {
            guard frame.kind == .result, let finished = try? RunFinished(decoding: frame.body) else { continue }
            let waiting = state.withLock { $0.waiting.removeValue(forKey: finished.runID) }
            waiting?.resume(returning: .finished(finished.result))
        }
        let death = waitForEnd()
        let waiting = state.withLock { state in
            state.death = death
            defer { state.waiting = [:] }
            return state.waiting.values.map { $0 }
        }
        for continuation in waiting { continuation.resume(returning: .died(death)) }
    }

    /// Waits for the end of a process that has closed its socket. It is killed, so the wait is short.
    fileprivate func waitForEnd() -> WorkerDeath {
        var info = siginfo_t()
        // A worker without its socket is of no use. If it is ending already, it keeps its exit status.
        kill()
        // Without reaping, so that the id stays valid until the lock is held.
        while waitid(P_PID, id_t(pid), &info, WEXITED | WNOWAIT) != 0, errno == EINTR {}
        var raw: Int32 = 0
        state.withLock { state in
            waitpid(pid, &raw, 0)
            state.isReaped = true
        }
        // Only now: a descriptor that is free again may belong to another file.
        writing.async { [socket] in close(socket) }
        return raw & 0x7f == 0 ? .exit(status: (raw >> 8) & 0xff) : .signal(raw & 0x7f)
    }
}

#if !os(Linux)
    #error("workers need /proc/self/exe and posix_spawn as on Linux")
#endif
