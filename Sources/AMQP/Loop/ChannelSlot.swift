/// The state of a channel on the connection's thread.
final class ChannelSlot {
    enum Phase: Equatable {
        /// There is no connection.
        case down
        /// The broker closed it; opened again at that time.
        case waiting(until: MonotonicTime)
        case opening
        case open
        /// We are closing it permanently.
        case closing
    }

    /// A method with a reply. They are sent on the channel one at a time.
    enum Step {
        case open
        case confirmSelect
        case qos(ConsumerSlot)
        case consume(ConsumerSlot)
        case cancel(ConsumerSlot, CheckedContinuation<Void, Never>?)
    }

    let number: UInt16
    let confirms: Bool
    let unconfirmedLimit: Int
    var phase = Phase.down
    /// Whether the topology must be declared before the channel is opened again, since something was missing.
    var needsTopology = false
    /// How many times it has been opened.
    var generation: UInt32 = 0
    var openedAt = MonotonicTime(nanoseconds: 0)
    var backoff = ReconnectBackoff(policy: .channel)

    var steps = FIFO<Step>()
    /// The step that waits for its reply.
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

    init(number: UInt16, confirms: Bool, unconfirmedLimit: Int) {
        self.number = number
        self.confirms = confirms
        self.unconfirmedLimit = unconfirmedLimit
        self.tracker = ConfirmTracker(minimumCapacity: min(unconfirmedLimit, 1 << 16))
    }

    func consumer(_ id: UInt32) -> ConsumerSlot? {
        consumers.first { $0.registration.id == id }
    }

    /// Whether frames that arrive on it are to be handled.
    var isUsable: Bool { phase == .opening || phase == .open }

    /// Whether nothing waits for the broker.
    var isIdle: Bool {
        queue.isEmpty && tracker.outstanding == 0 && awaited == nil && steps.isEmpty && (calls?.count ?? 0) == 0
    }
}
