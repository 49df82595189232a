public import TaskModel

/// The exchanges, queues and bindings that each service declares whenever it connects.
extension Topology {
    private static let requests = Exchange(name: Names.Exchange.requests, type: .direct)
    private static let actions = Exchange(name: Names.Exchange.actions, type: .direct)
    private static let events = Exchange(name: Names.Exchange.events, type: .topic)
    private static let dead = Exchange(name: Names.Exchange.dead, type: .topic)
    private static let messages = Exchange(name: Names.Exchange.messages, type: .topic)

    /// The topology of an API process.
    ///
    /// - Parameter id: of the process.
    public static func api(_ id: String) -> Topology {
        let listener = Queue.transient(Names.Queue.listener(id))
        return Topology(
            exchanges: [requests, events], queues: [listener],
            bindings: [
                Binding(queue: listener.name, exchange: events.name, routingKey: Names.RoutingKey.anyTaskEvent)
            ])
    }

    /// The topology of the scheduler.
    public static let scheduler = Topology(
        exchanges: [requests, actions, events, dead],
        queues: [
            .classic(Names.Queue.requests), .quorum(Names.Queue.schedulerEvents), .quorum(Names.Queue.deadLetters),
        ],
        bindings: [
            Binding(queue: Names.Queue.requests, exchange: requests.name, routingKey: Names.RoutingKey.tasks),
            Binding(
                queue: Names.Queue.schedulerEvents, exchange: events.name, routingKey: Names.RoutingKey.anyRunEvent),
            Binding(
                queue: Names.Queue.schedulerEvents, exchange: events.name, routingKey: Names.RoutingKey.anyActionServed),
            Binding(queue: Names.Queue.deadLetters, exchange: dead.name, routingKey: "#"),
        ])

    /// The topology of an executor. Its action queues exist from its first start on, so that runs wait for it while it is
    /// away.
    ///
    /// - Parameters:
    ///   - id: of the process.
    ///   - names: the actions that it serves.
    public static func executor(_ id: String, actions names: [ActionName], sendsMessages: Bool) -> Topology {
        let cancellations = Queue.transient(Names.Queue.cancellations(id))
        var topology = Topology(
            exchanges: [actions, events],
            queues: names.map { .quorum(Names.Queue.action($0)) } + [cancellations],
            bindings: names.flatMap {
                [
                    Binding(queue: Names.Queue.action($0), exchange: actions.name, routingKey: $0.rawValue),
                    Binding(
                        queue: cancellations.name, exchange: events.name, routingKey: Names.RoutingKey.runCancel($0)),
                ]
            })
        if sendsMessages {
            topology.exchanges.append(messages)
            topology.queues.append(.classic(Names.Queue.inbox))
            topology.bindings.append(Binding(queue: Names.Queue.inbox, exchange: messages.name, routingKey: "#"))
        }
        return topology
    }
}
