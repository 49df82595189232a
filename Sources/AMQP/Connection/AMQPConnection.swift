public import Logging
// Messages, topology and outcomes are part of the interface of this module.
@_exported public import MessageBus
public import ServiceLifecycle
import Synchronization

/// A connection to RabbitMQ that reconnects when it is lost, and then declares its topology again, opens its channels again
/// and resumes its consumers.
///
/// Everything happens on one thread of its own, since the C library below requires that and may block. Use one connection
/// to publish and another to consume: a broker that blocks a publisher stops reading its connection, including the acks
/// of its consumers (RabbitMQ, "Alarms").
public final class AMQPConnection: Service, Sendable {
    let mailbox: Mailbox
    private let configuration: AMQPConfiguration
    private let topology: Topology
    private let logger: Logger
    private let shared: SharedConnectionState
    /// Number 1 is for declaring the topology, number 2 for inspecting queues.
    private let lastChannel = Atomic<UInt32>(2)
    private let lastConsumer = Atomic<UInt32>(0)

    /// - Parameter onStateChange: called on the connection's thread at each change. It blocks the thread and must return
    ///   quickly.
    public init(
        configuration: AMQPConfiguration,
        topology: Topology = .init(),
        logger: Logger,
        onStateChange: (@Sendable (AMQPConnectionState) -> Void)? = nil
    ) {
        self.configuration = configuration
        self.topology = topology
        var logger = logger
        logger[metadataKey: "amqp.connection"] = "\(configuration.connectionName)"
        self.logger = logger
        self.shared = SharedConnectionState(onChange: onStateChange)
        self.mailbox = Mailbox(bufferLimit: configuration.publishBufferLimit)
    }

    /// Connects, and reconnects until graceful shutdown or cancellation. Both end it without an error. Call it once.
    ///
    /// Graceful shutdown accepts no more publishes, cancels the consumers, waits up to
    /// ``AMQPConfiguration/shutdownTimeout`` for outstanding confirms and replies, and closes. Cancellation closes at
    /// once. Either way every call that waits returns, and every consumer's sequence ends. An attempt to connect that is
    /// in progress may take the rest of its ``AMQPConfiguration/connectTimeout``.
    ///
    /// - Throws: ``AMQPError`` if retrying cannot help: `accessRefused`, `virtualHostNotFound`, `tls` if a file
    ///   cannot be loaded, and, at the first connect, `topologyMismatch`.
    public func run() async throws {
        guard shared.beginRun() else {
            throw AMQPError(.alreadyRunning, "run() may be called once for each connection")
        }
        let mailbox = self.mailbox
        let result = await withTaskCancellationHandler {
            await withGracefulShutdownHandler {
                await withCheckedContinuation { continuation in
                    ConnectionThread.start(
                        name: configuration.connectionName,
                        loop: { [configuration, topology, logger, shared] in
                            ConnectionLoop(
                                configuration: configuration, topology: topology, logger: logger, mailbox: mailbox,
                                shared: shared)
                        },
                        continuation: continuation)
                }
            } onGracefulShutdown: {
                mailbox.post(.shutDown(graceful: true))
            }
        } onCancel: {
            mailbox.post(.shutDown(graceful: false))
        }
        try result.get()
    }

    public var state: AMQPConnectionState { shared.current }

    /// Waits until the connection is established, which includes a blocked one.
    ///
    /// - Throws: `timedOut`, with the error of the last attempt; `closed`; `cancelled`.
    public func waitUntilConnected(timeout: Duration) async throws(AMQPError) {
        try await shared.waitUntilConnected(timeout: timeout)
    }

    /// Makes a logical channel, which lives as long as the connection. It may be made before `run()`. There can be 2045.
    ///
    /// - Parameters:
    ///   - confirms: whether the broker confirms each publish.
    ///   - unconfirmedLimit: how many messages may be sent and not confirmed at once; further ones wait.
    public func makeChannel(confirms: Bool = false, unconfirmedLimit: Int = 1000) -> AMQPChannel {
        let number = lastChannel.add(1, ordering: .relaxed).newValue
        // Numbers beyond the range become the last one, which the thread refuses to open.
        let channel = AMQPChannel(
            number: UInt16(clamping: number), confirms: confirms, mailbox: mailbox)
        mailbox.post(
            .addChannel(number: channel.number, confirms: confirms, unconfirmedLimit: max(1, unconfirmedLimit)))
        return channel
    }

    /// Consumes `queue` from now on, and again after every reconnect.
    ///
    /// - Parameters:
    ///   - prefetch: how many deliveries may be unsettled at once; it also bounds the memory for them. 0 means no limit.
    ///   - noAck: whether the broker forgets messages as it sends them: those that have arrived and not been read are lost
    ///     with the process. Settling then does nothing.
    ///   - channel: the channel to consume on; a new one by default. A channel error interrupts everything on the channel.
    public func makeConsumer(
        queue: String,
        prefetch: UInt16,
        noAck: Bool = false,
        on channel: AMQPChannel? = nil
    ) -> AMQPConsumer {
        let channel = channel ?? makeChannel()
        let buffer = DeliveryBuffer()
        let id = register(.buffer(buffer), queue: queue, prefetch: prefetch, noAck: noAck, on: channel)
        return AMQPConsumer(id: id, channel: channel.number, mailbox: mailbox, buffer: buffer)
    }

    @discardableResult
    func register(
        _ sink: ConsumerRegistration.Sink,
        queue: String,
        prefetch: UInt16,
        noAck: Bool,
        on channel: AMQPChannel
    ) -> UInt32 {
        let id = lastConsumer.add(1, ordering: .relaxed).newValue
        let registration = ConsumerRegistration(
            id: id, channel: channel.number, queue: queue, prefetch: prefetch, noAck: noAck, sink: sink)
        if !mailbox.post(.addConsumer(registration)), case .buffer(let buffer) = sink { buffer.finish() }
        return id
    }
}
