public import TaskModel

/// The exchanges, queues and bindings that a service declares whenever it connects.
///
/// Limits, dead-lettering and lengths are not here: they are policies of the broker, which can be changed while queues
/// are full of messages.
public struct Topology: Sendable, Hashable {
    public enum ExchangeKind: String, Sendable { case direct, topic }

    public struct Exchange: Sendable, Hashable {
        public var name: String
        public var kind: ExchangeKind
    }

    public struct Queue: Sendable, Hashable {
        public var name: String
        /// Replicated and always on disk (a quorum queue); otherwise a classic one.
        public var quorum: Bool
    }

    public struct Binding: Sendable, Hashable {
        public var queue: String
        public var exchange: String
        public var routingKey: String
    }

    public var exchanges: [Exchange]
    public var queues: [Queue]
    public var bindings: [Binding]

    private static let requests = Exchange(name: Names.Exchange.requests, kind: .direct)
    private static let actions = Exchange(name: Names.Exchange.actions, kind: .direct)
    private static let events = Exchange(name: Names.Exchange.events, kind: .topic)
    private static let dead = Exchange(name: Names.Exchange.dead, kind: .topic)
    private static let messages = Exchange(name: Names.Exchange.messages, kind: .topic)

    /// What the API writes to.
    public static let api = Topology(exchanges: [requests], queues: [], bindings: [])

    /// What the scheduler reads and writes.
    public static let scheduler = Topology(
        exchanges: [requests, actions, events, dead],
        queues: [
            Queue(name: Names.Queue.requests, quorum: false),
            Queue(name: Names.Queue.schedulerEvents, quorum: true),
            Queue(name: Names.Queue.deadLetters, quorum: true),
        ],
        bindings: [
            Binding(queue: Names.Queue.requests, exchange: requests.name, routingKey: Names.RoutingKey.tasks),
            Binding(
                queue: Names.Queue.schedulerEvents, exchange: events.name, routingKey: Names.RoutingKey.anyRunEvent),
            Binding(queue: Names.Queue.deadLetters, exchange: dead.name, routingKey: "#"),
        ])

    /// What an executor of `actions` reads and writes: its queues exist from its first start on, so that runs wait for it
    /// while it is away.
    public static func executor(actions names: [ActionName], sendsMessages: Bool) -> Topology {
        var topology = Topology(
            exchanges: [actions, events],
            queues: names.map { Queue(name: Names.Queue.action($0), quorum: true) },
            bindings: names.map {
                Binding(queue: Names.Queue.action($0), exchange: actions.name, routingKey: $0.rawValue)
            })
        if sendsMessages {
            topology.exchanges.append(messages)
            topology.queues.append(Queue(name: Names.Queue.inbox, quorum: false))
            topology.bindings.append(Binding(queue: Names.Queue.inbox, exchange: messages.name, routingKey: "#"))
        }
        return topology
    }
}
