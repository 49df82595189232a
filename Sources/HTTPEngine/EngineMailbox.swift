internal import CCurl
internal import Glibc
internal import Synchronization

/// Brings commands to the engine's thread: a locked queue, and an eventfd that wakes the thread.
final class EngineMailbox: Sendable {
    typealias Completion = CheckedContinuation<Result<HTTPResponse, HTTPFailure>, Never>

    enum Command: Sendable {
        case start(TransferJob, Completion)
        case cancel(TransferJob)
        case resume(TransferJob)
        case stop(CheckedContinuation<Void, Never>?)
    }

    private struct State {
        var commands: [Command] = []
        var isAsleep = false
        var isClosed = false
    }

    private let state = Mutex(State())
    let eventFD: Int32

    init() {
        eventFD = ccurl_eventfd()
        precondition(eventFD >= 0, "no descriptor for the HTTP engine: errno \(errno)")
    }

    deinit {
        close(eventFD)
    }

    /// - Returns: false if the engine has ended.
    @discardableResult
    func submit(_ command: Command) -> Bool {
        let (isTaken, mustWake) = state.withLock { state in
            guard !state.isClosed else { return (false, false) }
            state.commands.append(command)
            defer { state.isAsleep = false }
            return (true, state.isAsleep)
        }
        if mustWake {
            var one: UInt64 = 1
            // It fails only if the counter is full, and the thread wakes up then, too.
            _ = write(eventFD, &one, 8)
        }
        return isTaken
    }

    // MARK: The thread's side

    /// Swaps the waiting commands with an empty array.
    func take(into commands: inout [Command]) {
        state.withLock { swap(&$0.commands, &commands) }
    }

    /// - Returns: false if commands have come meanwhile, so the thread must not sleep.
    func prepareToSleep() -> Bool {
        state.withLock { state in
            guard state.commands.isEmpty else { return false }
            state.isAsleep = true
            return true
        }
    }

    func awoke(signalled: Bool) {
        state.withLock { $0.isAsleep = false }
        if signalled {
            var count: UInt64 = 0
            _ = read(eventFD, &count, 8)
        }
    }

    /// Refuses further commands.
    ///
    /// - Returns: the commands that were not taken yet.
    func close() -> [Command] {
        state.withLock { state in
            state.isClosed = true
            defer { state.commands = [] }
            return state.commands
        }
    }

    private func close(_ descriptor: Int32) {
        _ = Glibc.close(descriptor)
    }
}
