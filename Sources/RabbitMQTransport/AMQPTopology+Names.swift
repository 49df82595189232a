public import AMQP
public import Messages

extension AMQPTopology {
    /// The contract's topology in AMQP's terms. The only argument of a queue is its type: the rest is policy.
    public init(_ topology: Topology) {
        self.init(
            exchanges: topology.exchanges.map {
                Exchange(name: $0.name, type: $0.kind == .direct ? .direct : .topic, durable: true)
            },
            queues: topology.queues.map {
                Queue(
                    name: $0.name, durable: true,
                    arguments: $0.quorum ? ["x-queue-type": .string("quorum")] : [:])
            },
            bindings: topology.bindings.map {
                Binding(queue: $0.queue, exchange: $0.exchange, routingKey: $0.routingKey)
            })
    }
}
