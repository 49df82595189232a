import CRabbitMQ
import Glibc
import Synchronization

/// The way into the connection's thread: a locked queue, and an eventfd for when the thread sleeps in poll.
///
/// It also knows what the connection would take now, so that nothing is left in a queue that nobody empties.
final class Mailbox: Sendable {
    /// What the connection takes now.
    enum Intake: Sendable {
        case disconnected
        case open
        case blocked
        case shuttingDown
        case closed
    }

    /// Why something is submitted, which decides when it is refused.
    enum Intent {
        /// Waits while the broker blocks.
        case publish(count: Int)
        /// Does not wait.
        case send(count: Int)
        /// Does not wait.
        case call
        /// Of no use without a connection.
        case settle
        /// Taken unless the connection is closed.
        case always
    }

    private struct State {
        var commands: [Command] = []
        var isAsleep = false
        var intake = Intake.disconnected
        /// Messages taken and not yet sent or given up.
        var buffered = 0
    }

    private let state = Mutex(State())
    private let bufferLimit: Int
    let eventFD: Int32

    init(bufferLimit: Int) {
        self.bufferLimit = bufferLimit
        self.eventFD = crabbitmq_eventfd()
    }

    deinit {
        if eventFD >= 0 { close(eventFD) }
    }

    /// - Returns: why the command was not taken; nil if it was.
    func submit(_ command: Command, intent: Intent) -> AMQPError? {
        let (refusal, wake) = state.withLock { state -> (AMQPError?, Bool) in
            if let refusal = Self.refusal(of: intent, in: state, limit: bufferLimit) { return (refusal, false) }
            switch intent {
            case .publish(let count), .send(let count): state.buffered += count
            case .call, .settle, .always: break
            }
            state.commands.append(command)
            defer { state.isAsleep = false }
            return (nil, state.isAsleep)
        }
        if wake { signal() }
        return refusal
    }

    /// For what must get through as long as there is anyone to read it.
    @discardableResult
    func post(_ command: Command) -> Bool {
        submit(command, intent: .always) == nil
    }

    private static func refusal(of intent: Intent, in state: State, limit: Int) -> AMQPError? {
        switch (state.intake, intent) {
        case (.closed, _): return AMQPError(.closed, "the connection is closed")
        case (_, .always): return nil
        case (.shuttingDown, .settle): return nil
        case (.shuttingDown, _): return AMQPError(.notConnected, "the connection is shutting down")
        case (.disconnected, _): return AMQPError(.notConnected, "not connected")
        case (.blocked, .send), (.blocked, .call): return AMQPError(.blocked, "the broker takes no publishes for now")
        case (.open, _), (.blocked, _): break
        }
        switch intent {
        case .publish(let count), .send(let count):
            // One batch larger than the limit is taken when nothing else waits: otherwise it never could be.
            if state.buffered > 0, state.buffered + count > limit {
                return AMQPError(.bufferFull, "\(state.buffered) messages are waiting to be sent")
            }
            return nil
        case .call, .settle, .always: return nil
        }
    }

    private func signal() {
        var one: UInt64 = 1
        // It can only fail when the counter is full, and then the thread wakes anyway.
        _ = write(eventFD, &one, 8)
    }

    // MARK: The thread's side

    /// Swaps what has come for the empty array given.
    func take(into commands: inout [Command]) {
        state.withLock { swap(&$0.commands, &commands) }
    }

    /// - Returns: false if something has come meanwhile, and the thread should not go to sleep.
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

    /// From here on, what is submitted is judged by `intake`.
    func set(_ intake: Intake) {
        state.withLock { $0.intake = intake }
    }

    /// That many messages are no longer waiting to be sent.
    func released(_ count: Int) {
        guard count > 0 else { return }
        state.withLock { $0.buffered -= count }
    }
}
