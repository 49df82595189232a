/// Exchanges, queues and bindings that must exist. Declared at every connect, in this order, before consumers start.
public struct AMQPTopology: Sendable, Equatable {
    public enum ExchangeType: String, Sendable {
        case direct, topic, fanout, headers
    }

    public struct Exchange: Sendable, Equatable {
        public var name: String
        public var type: ExchangeType
        public var durable: Bool

        public init(name: String, type: ExchangeType, durable: Bool = true) {
            self.name = name
            self.type = type
            self.durable = durable
        }
    }

    public struct Queue: Sendable, Equatable {
        public var name: String
        public var durable: Bool
        public var arguments: [String: AMQPFieldValue]

        public init(name: String, durable: Bool = true, arguments: [String: AMQPFieldValue] = [:]) {
            self.name = name
            self.durable = durable
            self.arguments = arguments
        }
    }

    public struct Binding: Sendable, Equatable {
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
