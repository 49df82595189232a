import CRabbitMQ
import Glibc
import MessageBus
import Synchronization

/// Commands to the connection's thread: a locked queue, and an eventfd that wakes the thread when it sleeps in poll.
///
/// It also knows which commands the connection accepts now, so that none is left in a queue that is never emptied.
final class Mailbox: Sendable {
    /// The state of the connection, which decides what is accepted.
    enum Intake: Sendable {
        case disconnected
        case open
        case blocked
        case shuttingDown
        case closed
    }

    /// The kind of a command, which decides when it is refused.
    enum Intent {
        /// Waits while the broker blocks publishers.
        case publish(count: Int)
        /// Is refused while the broker blocks publishers.
        case send(count: Int)
        /// Is refused while the broker blocks publishers.
        case call
        /// Is useless without a connection.
        case settle
        /// Is accepted unless the connection is closed.
        case always
    }

    private struct State {
        var commands: [Command] = []
        var isAsleep = false
        var intake = Intake.disconnected
        /// Messages accepted and not sent or given up yet.
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

    /// Submits a command.
    ///
    /// - Returns: the reason why it was refused; `nil` if it was accepted.
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

    /// Submits a command that is accepted as long as the thread runs.
    ///
    /// - Returns: false if the connection is closed.
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
        case (.blocked, .send), (.blocked, .call): return AMQPError(.blocked, "the broker blocks publishers for now")
        case (.open, _), (.blocked, _): break
        }
        switch intent {
        case .publish(let count), .send(let count):
            // One batch larger than the limit is accepted if nothing else waits: otherwise it could never be sent.
            if state.buffered > 0, state.buffered + count > limit {
                return AMQPError(.bufferFull, "\(state.buffered) messages are waiting to be sent")
            }
            return nil
        case .call, .settle, .always: return nil
        }
    }

    private func signal() {
        var one: UInt64 = 1
        // It can only fail if the counter is full, and then the thread wakes anyway.
        _ = write(eventFD, &one, 8)
    }

    // MARK: The thread's side

    /// Swaps the commands for the given empty array.
    func take(into commands: inout [Command]) {
        state.withLock { swap(&$0.commands, &commands) }
    }

    /// - Returns: false if a command has come meanwhile, and the thread must not sleep.
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

    /// Sets what is accepted from here on.
    func set(_ intake: Intake) {
        state.withLock { $0.intake = intake }
    }

    /// Records that so many messages no longer wait to be sent.
    func released(_ count: Int) {
        guard count > 0 else { return }
        state.withLock { $0.buffered -= count }
    }
}

/// A command to the connection's thread.
enum Command: Sendable {
    case addChannel(number: UInt16, confirms: Bool, unconfirmedLimit: Int)
    case addConsumer(ConsumerRegistration)
    case publish(PublishBatch)
    case cancelPublish(PublishBatch)
    case call(RPCCall)
    case cancelCall(RPCCall)
    case inspect(QueueInspectionCall)
    case cancelInspection(QueueInspectionCall)
    case settle(IncomingMessage.Token, Settlement)
    case cancelConsumer(id: UInt32, channel: UInt16, CheckedContinuation<Void, Never>)
    case shutDown(graceful: Bool)
}

/// How a delivery is settled.
enum Settlement: Sendable, Equatable {
    case ack(multiple: Bool)
    case nack(requeue: Bool)
    case reject(requeue: Bool)
}

/// A new consumer, as it is registered with the connection's thread.
struct ConsumerRegistration: Sendable {
    enum Sink: Sendable {
        case buffer(DeliveryBuffer)
        case rpc(maximumInFlight: Int)
    }

    let id: UInt32
    let channel: UInt16
    let queue: String
    let prefetch: UInt16
    let noAck: Bool
    let sink: Sink
}

/// Passes work to its cancellation handler, exactly once: the handler may run before, while or after the work is
/// submitted.
final class CancellationHandle<Work: AnyObject & Sendable>: Sendable {
    private enum Phase {
        case new
        case submitted(Work)
        case cancelled
    }

    private let phase = Mutex(Phase.new)

    /// - Returns: true if the cancellation came first: the caller must then cancel the work.
    func submitted(_ work: Work) -> Bool {
        phase.withLock { phase in
            if case .cancelled = phase { return true }
            phase = .submitted(work)
            return false
        }
    }

    /// - Returns: the work to cancel, if it has been submitted.
    func cancel() -> Work? {
        phase.withLock { phase in
            defer { phase = .cancelled }
            if case .submitted(let work) = phase { return work }
            return nil
        }
    }
}
