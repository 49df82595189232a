/// Exchanges, queues and bindings that must exist. They are declared at every connect, in this order, before consumers
/// start.
public struct Topology: Sendable, Hashable {
    public enum ExchangeType: String, Sendable {
        case direct, topic, fanout, headers
    }

    public struct Exchange: Sendable, Hashable {
        public var name: String
        public var type: ExchangeType
        public var durable: Bool

        public init(name: String, type: ExchangeType, durable: Bool = true) {
            self.name = name
            self.type = type
            self.durable = durable
        }
    }

    public struct Queue: Sendable, Hashable {
        public var name: String
        public var durable: Bool
        public var arguments: [String: FieldValue]

        public init(name: String, durable: Bool = true, arguments: [String: FieldValue] = [:]) {
            self.name = name
            self.durable = durable
            self.arguments = arguments
        }

        /// A queue that is replicated and always on disk.
        ///
        /// Its type is the only argument: limits, lengths and dead-lettering are policies of the broker, which can be
        /// changed while queues are full of messages.
        public static func quorum(_ name: String) -> Queue {
            Queue(name: name, arguments: ["x-queue-type": "quorum"])
        }

        public static func classic(_ name: String) -> Queue {
            Queue(name: name)
        }

        /// A classic queue that belongs to one process: deleted a minute after its last consumer has gone, and never long.
        /// Messages that do not fit are dropped, the oldest first.
        ///
        /// Both by argument, not by policy: on a broker without the policy such queues would stay forever.
        public static func transient(_ name: String) -> Queue {
            Queue(name: name, arguments: ["x-expires": 60_000, "x-max-length-bytes": 33_554_432])
        }
    }

    public struct Binding: Sendable, Hashable {
        public var queue: String
        public var exchange: String
        public var routingKey: String

        public init(queue: String, exchange: String, routingKey: String) {
            self.queue = queue
            self.exchange = exchange
            self.routingKey = routingKey
        }
    }

    public var exchanges: [Exchange]
    public var queues: [Queue]
    public var bindings: [Binding]

    public init(exchanges: [Exchange] = [], queues: [Queue] = [], bindings: [Binding] = []) {
        self.exchanges = exchanges
        self.queues = queues
        self.bindings = bindings
    }
}
