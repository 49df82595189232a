import CRabbitMQ
import Glibc
import Logging
import MessageBus

/// The loop of the connection's thread: it connects, then reads frames, runs commands, publishes and sleeps until the
/// connection is lost; then it connects again, until it is stopped.
///
/// Used on one thread only. It never holds a lock while it resumes a continuation.
final class ConnectionLoop {
    let configuration: AMQPConfiguration
    let topology: Topology
    let logger: Logger
    let mailbox: Mailbox
    let shared: SharedConnectionState

    var generator = SystemRandomNumberGenerator()
    var backoff: ReconnectBackoff
    /// The rest of the current round over the endpoints.
    var endpointsToTry: [AMQPEndpoint] = []

    var link: BrokerLink?
    /// Whether the topology is declared: channels may open, and publishes are accepted.
    var isReady = false
    var hasBeenReady = false
    /// Set once: ends the current connection.
    var lossReason: String?
    /// Set once: ends everything.
    var fatalError: AMQPError?
    var blockedReason: String?
    var shutdown = ShutdownPhase.running

    var channels: [ChannelSlot] = []
    /// By channel number.
    var channelIndex: [ChannelSlot?] = []
    var topologyRun: TopologyRun?
    var inspections = PassiveDeclareQueue<QueueInspectionCall>()
    /// Whether something waits to be published, but the socket is full.
    var awaitsWritable = false
    /// Consumers with deliveries that have not been passed on.
    var consumersWithArrivals: [ConsumerSlot] = []
    /// Batches whose caller was cancelled, and until when their confirms are still awaited.
    var lingering: [(deadline: MonotonicTime, batch: PublishBatch)] = []
    var commands: [Command] = []
    var now = MonotonicTime.now()

    init(
        configuration: AMQPConfiguration,
        topology: Topology,
        logger: Logger,
        mailbox: Mailbox,
        shared: SharedConnectionState
    ) {
        self.configuration = configuration
        self.topology = topology
        self.logger = logger
        self.mailbox = mailbox
        self.shared = shared
        self.backoff = ReconnectBackoff(policy: configuration.reconnect)
    }

    func run() -> Result<Void, AMQPError> {
        while fatalError == nil {
            runCommands()
            if shutdown != .running { break }
            guard connect() else { continue }
            let connectedAt = MonotonicTime.now()
            serve()
            disconnected(after: MonotonicTime.now().elapsed(since: connectedAt))
        }
        finish()
        if let fatalError { return .failure(fatalError) }
        return .success(())
    }

    private func serve() {
        startTopology()
        var hasMore = false
        while true {
            now = .now()
            link?.watch.tick(now)
            hasMore = receive()
            runCommands()
            // Before publishing: a message that is given up makes room below the unconfirmedLimit, and nothing else would
            // wake us to use it.
            runTimers()
            if publish() { hasMore = true }
            advanceShutdown()
            link?.uncork()
            handOverArrivals()
            if lossReason != nil { return }
            // Replies may have arrived already, and a spent budget means that there is more to do.
            if !hasMore { sleep() }
        }
    }

    /// Ends the current connection after the current round. The first reason counts.
    func lose(_ reason: String) {
        if lossReason == nil { lossReason = reason }
    }

    func stop(with error: AMQPError) {
        if fatalError == nil { fatalError = error }
        lose(error.message)
    }

    /// The link to send on; `nil` if the connection has failed.
    var usableLink: BrokerLink? {
        lossReason == nil ? link : nil
    }

    /// Sends a method. A failure loses the connection.
    func send<Method>(_ id: UInt32, on channel: UInt16, _ method: Method) {
        guard let link = usableLink else { return }
        link.cork()
        let status = link.send(id, on: channel, method)
        if status != AMQP_STATUS_OK.rawValue { lose(statusText(status)) }
    }

    // MARK: Sleeping

    private func sleep() {
        guard let link, mailbox.prepareToSleep() else { return }
        let halfHeartbeat = configuration.heartbeatSeconds * 500
        let timeout = MonotonicTime.now().milliseconds(until: nextDeadline(), atMost: halfHeartbeat)
        let events = awaitsWritable ? POLLIN | POLLOUT : POLLIN
        wait(socket: link.descriptor, events: events, milliseconds: timeout)
    }

    /// Sleeps, without a connection, until a command comes or `deadline` passes.
    func pause(until deadline: MonotonicTime) {
        while shutdown == .running {
            let milliseconds = MonotonicTime.now().milliseconds(until: deadline, atMost: 60_000)
            if milliseconds == 0 { return }
            if mailbox.prepareToSleep() { wait(socket: -1, events: POLLIN, milliseconds: milliseconds) }
            runCommands()
        }
    }

    private func wait(socket: Int32, events: Int32, milliseconds: Int32) {
        // poll ignores negative descriptors.
        let sleep = { (entries: UnsafeMutableBufferPointer<pollfd>) -> Bool in
            _ = poll(entries.baseAddress, 2, milliseconds)
            return entries[1].revents != 0
        }
        let signalled = withUnsafeTemporaryAllocation(of: pollfd.self, capacity: 2) { entries in
            entries.initializeElement(at: 0, to: pollfd(fd: socket, events: Int16(events), revents: 0))
            entries.initializeElement(at: 1, to: pollfd(fd: mailbox.eventFD, events: Int16(POLLIN), revents: 0))
            return sleep(entries)
        }
        mailbox.awoke(signalled: signalled)
    }
}
