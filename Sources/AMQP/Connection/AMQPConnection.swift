public import Logging
public import ServiceLifecycle
import Synchronization

/// A connection to RabbitMQ that is kept up: it reconnects, declares its topology again, opens its channels again and
/// resumes its consumers.
///
/// Everything happens on one thread of its own, since the C library below wants that and may block. Use one connection
/// to publish and another to consume: a broker that blocks a publisher stops reading its connection, and the acks of
/// its consumers with it (RabbitMQ, "Alarms").
public final class AMQPConnection: Service, Sendable {
    let mailbox: Mailbox
    private let configuration: AMQPConfiguration
    private let topology: AMQPTopology
    private let logger: Logger
    private let shared: SharedConnectionState
    /// On number 1 the topology is declared, on number 2 queues are asked about.
    private let lastChannel = Atomic<UInt32>(2)
    private let lastConsumer = Atomic<UInt32>(0)

    /// - Parameter onStateChange: called on the connection's thread at each change, which waits for it: be quick.
    public init(
        configuration: AMQPConfiguration,
        topology: AMQPTopology = .init(),
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

    /// Connects, and keeps connected until graceful shutdown or cancellation; both end it without an error. To be
    /// called once.
    ///
    /// Graceful shutdown takes no more publishes, cancels the consumers, waits up to
    /// ``AMQPConfiguration/shutdownTimeout`` for outstanding confirms and replies, and closes. Cancellation closes at
    /// once. Either way everything that waits is resolved, and every consumer's sequence ends. While an attempt to
    /// connect is under way, it may take the rest of its ``AMQPConfiguration/connectTimeout``.
    ///
    /// - Throws: ``AMQPError`` on what retrying cannot mend: `accessRefused`, `virtualHostNotFound`, `tls` for files
    ///   that cannot be loaded, and, at the first connect, `topologyMismatch`.
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

    /// Returns when there is a connection, a blocked one included.
    ///
    /// - Throws: `timedOut`, with the reason why the last attempt failed; `closed`; `cancelled`.
    public func waitUntilConnected(timeout: Duration) async throws(AMQPError) {
        try await shared.waitUntilConnected(timeout: timeout)
    }

    /// A logical channel, which may be made before `run()` and lives as long as the connection. There can be 2045.
    ///
    /// - Parameters:
    ///   - confirms: ask the broker to confirm each publish.
    ///   - window: how many publishes may await their confirms at once; further ones wait.
    public func makeChannel(confirms: Bool = false, window: Int = 1000) -> AMQPChannel {
        let number = lastChannel.add(1, ordering: .relaxed).newValue
        // Beyond the range there is only the last number, which the thread refuses to open.
        let channel = AMQPChannel(
            number: UInt16(clamping: number), confirms: confirms, mailbox: mailbox)
        mailbox.post(.addChannel(number: channel.number, confirms: confirms, window: max(1, window)))
        return channel
    }

    /// Consumes `queue` from now on, and again after every reconnect.
    ///
    /// - Parameters:
    ///   - prefetch: how many deliveries may be unsettled at once; it also bounds what waits in memory. 0 is no limit.
    ///   - noAck: the broker forgets messages as it sends them; what has arrived and not been taken is lost with the
    ///     process. Settling does nothing.
    ///   - channel: its own unless one is given. A channel error interrupts everything on the channel.
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
