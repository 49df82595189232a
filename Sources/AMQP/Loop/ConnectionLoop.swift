import CRabbitMQ
import Glibc
import Logging

/// What the connection's thread does: connect, then frames in, commands in, publishes out, sleep, until it is lost;
/// and again, until it is told to stop.
///
/// Used on one thread only. It never holds a lock while it resumes a continuation.
final class ConnectionLoop {
    let configuration: AMQPConfiguration
    let topology: AMQPTopology
    let logger: Logger
    let mailbox: Mailbox
    let shared: SharedConnectionState

    var generator = SystemRandomNumberGenerator()
    var backoff: ReconnectBackoff
    /// What is left of the present round over the endpoints.
    var endpointsToTry: [AMQPEndpoint] = []

    var link: BrokerLink?
    /// The topology is declared: channels may open and publishes be taken.
    var isReady = false
    var hasBeenReady = false
    /// Set once: ends the present connection.
    var lossReason: String?
    /// Set once: ends everything.
    var fatalError: AMQPError?
    var blockedReason: String?
    var shutdown = ShutdownPhase.running

    var channels: [ChannelSlot] = []
    /// By channel number.
    var channelIndex: [ChannelSlot?] = []
    var topologyRun: TopologyRun?
    var questions = PassiveDeclareQueue<QueueInspectionCall>()
    /// There is something to publish, but the socket is full.
    var awaitsWritable = false
    /// Consumers with arrivals that have not been handed over.
    var consumersWithArrivals: [ConsumerSlot] = []
    /// Batches whose caller was cancelled, and how long their confirms are still awaited.
    var lingering: [(deadline: MonotonicTime, batch: PublishBatch)] = []
    var commands: [Command] = []
    var now = MonotonicTime.now()

    init(
        configuration: AMQPConfiguration,
        topology: AMQPTopology,
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
            // Before publishing: what is given up makes room in the window, and nothing else would wake us to use it.
            runTimers()
            if publish() { hasMore = true }
            advanceShutdown()
            link?.uncork()
            handOverArrivals()
            if lossReason != nil { return }
            // What was sent may already be answered; and a full budget means that there is more to do.
            if !hasMore { sleep() }
        }
    }

    /// Ends the present connection once the current round is done. The first reason is the one that counts.
    func lose(_ reason: String) {
        if lossReason == nil { lossReason = reason }
    }

    func stop(with error: AMQPError) {
        if fatalError == nil { fatalError = error }
        lose(error.message)
    }

    /// To be asked before sending. Nothing is sent on a connection that has failed.
    var usableLink: BrokerLink? {
        lossReason == nil ? link : nil
    }

    /// Sends a method; a failure loses the connection.
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

    /// Sleeps until a command comes or `deadline` passes, without a connection.
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
