public import AMQP
public import Messages

extension AMQPTopology {
    /// The contract's topology in AMQP's terms. The only argument of a lasting queue is its type: the rest is policy.
    public init(_ topology: Topology) {
        self.init(
            exchanges: topology.exchanges.map {
                Exchange(name: $0.name, type: $0.kind == .direct ? .direct : .topic, durable: true)
            },
            queues: topology.queues.map {
                Queue(name: $0.name, durable: true, arguments: Self.arguments(of: $0.kind))
            },
            bindings: topology.bindings.map {
                Binding(queue: $0.queue, exchange: $0.exchange, routingKey: $0.routingKey)
            })
    }

    private static func arguments(of kind: Topology.Queue.Kind) -> [String: AMQPFieldValue] {
        switch kind {
        case .quorum: ["x-queue-type": .string("quorum")]
        case .classic: [:]
        // Not by policy: without one they would stay for ever.
        case .fleeting: ["x-expires": .int(60_000), "x-max-length-bytes": .int(32 * 1024 * 1024)]
        }
    }
}
