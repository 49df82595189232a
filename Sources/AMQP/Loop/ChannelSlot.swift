/// A channel as the connection's thread knows it.
final class ChannelSlot {
    enum Phase: Equatable {
        /// There is no connection.
        case down
        /// The broker closed it; to be opened again then.
        case waiting(until: MonotonicTime)
        case opening
        case open
        /// We are closing it for good.
        case closing
    }

    /// What is asked of the broker on the channel, one at a time.
    enum Step {
        case open
        case confirmSelect
        case qos(ConsumerSlot)
        case consume(ConsumerSlot)
        case cancel(ConsumerSlot, CheckedContinuation<Void, Never>?)
    }

    let number: UInt16
    let confirms: Bool
    let window: Int
    var phase = Phase.down
    /// Something was missing: the topology is to be declared before it is opened again.
    var needsTopology = false
    /// How often it has been opened.
    var generation: UInt32 = 0
    var openedAt = MonotonicTime(nanoseconds: 0)
    var backoff = ReconnectBackoff(policy: .channel)

    var steps = FIFO<Step>()
    /// The step whose answer is due.
    var awaited: Step?

    var queue = PublishQueue()
    var tracker: ConfirmTracker<PendingPublish>
    var consumers: [ConsumerSlot] = []
    var calls: RPCCorrelator<RPCCall>?
    var unsentCalls = FIFO<RPCCall>()

    var assembler = ContentAssembler()
    var reader = PropertiesReader()
    var exchanges = StringCache()
    var routingKeys = StringCache()

    init(number: UInt16, confirms: Bool, window: Int) {
        self.number = number
        self.confirms = confirms
        self.window = window
        self.tracker = ConfirmTracker(minimumCapacity: min(window, 1 << 16))
    }

    func consumer(_ id: UInt32) -> ConsumerSlot? {
        consumers.first { $0.registration.id == id }
    }

    /// What comes in on it means something.
    var isUsable: Bool { phase == .opening || phase == .open }

    /// Nothing is waiting for the broker.
    var isIdle: Bool {
        queue.isEmpty && tracker.outstanding == 0 && awaited == nil && steps.isEmpty && (calls?.count ?? 0) == 0
    }
}
