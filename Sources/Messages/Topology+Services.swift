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
        public enum Kind: Sendable, Hashable {
            /// Replicated and always on disk.
            case quorum
            case classic
            /// A classic one that belongs to one process: gone a minute after nobody reads it, and never long. What does
            /// not fit is dropped, the oldest first.
            case fleeting
        }

        public var name: String
        public var kind: Kind
    }

    public struct Binding: Sendable, Hashable {
        public var queue: String
        public var exchange: String
        public var routingKey: String
    }

    public var exchanges: [Exchange]
    public var queues: [Queue]
    public var bindings: [Binding]

    public init(exchanges: [Exchange], queues: [Queue], bindings: [Binding]) {
        self.exchanges = exchanges
        self.queues = queues
        self.bindings = bindings
    }

    private static let requests = Exchange(name: Names.Exchange.requests, kind: .direct)
    private static let actions = Exchange(name: Names.Exchange.actions, kind: .direct)
    private static let events = Exchange(name: Names.Exchange.events, kind: .topic)
    private static let dead = Exchange(name: Names.Exchange.dead, kind: .topic)
    private static let messages = Exchange(name: Names.Exchange.messages, kind: .topic)

    /// What an API process writes and reads.
    ///
    /// - Parameter id: of the process.
    public static func api(_ id: String) -> Topology {
        Topology(
            exchanges: [requests, events], queues: [Queue(name: Names.Queue.listener(id), kind: .fleeting)],
            bindings: [
                Binding(
                    queue: Names.Queue.listener(id), exchange: events.name, routingKey: Names.RoutingKey.anyTaskEvent)
            ])
    }

    /// What the scheduler reads and writes.
    public static let scheduler = Topology(
        exchanges: [requests, actions, events, dead],
        queues: [
            Queue(name: Names.Queue.requests, kind: .classic),
            Queue(name: Names.Queue.schedulerEvents, kind: .quorum),
            Queue(name: Names.Queue.deadLetters, kind: .quorum),
        ],
        bindings: [
            Binding(queue: Names.Queue.requests, exchange: requests.name, routingKey: Names.RoutingKey.tasks),
            Binding(
                queue: Names.Queue.schedulerEvents, exchange: events.name, routingKey: Names.RoutingKey.anyRunEvent),
            Binding(
                queue: Names.Queue.schedulerEvents, exchange: events.name, routingKey: Names.RoutingKey.anyActionServed),
            Binding(queue: Names.Queue.deadLetters, exchange: dead.name, routingKey: "#"),
        ])

    /// What an executor of `actions` reads and writes: its queues exist from its first start on, so that runs wait for it
    /// while it is away.
    ///
    /// - Parameter id: of the process.
    public static func executor(_ id: String, actions names: [ActionName], sendsMessages: Bool) -> Topology {
        let cancellations = Queue(name: Names.Queue.cancellations(id), kind: .fleeting)
        var topology = Topology(
            exchanges: [actions, events],
            queues: names.map { Queue(name: Names.Queue.action($0), kind: .quorum) } + [cancellations],
            bindings: names.flatMap {
                [
                    Binding(queue: Names.Queue.action($0), exchange: actions.name, routingKey: $0.rawValue),
                    Binding(
                        queue: cancellations.name, exchange: events.name, routingKey: Names.RoutingKey.runCancel($0)),
                ]
            })
        if sendsMessages {
            topology.exchanges.append(messages)
            topology.queues.append(Queue(name: Names.Queue.inbox, kind: .classic))
            topology.bindings.append(Binding(queue: Names.Queue.inbox, exchange: messages.name, routingKey: "#"))
        }
        return topology
    }
}
