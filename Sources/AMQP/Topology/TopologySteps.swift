import MessageBus

/// The declarations of a topology, one after another, and the reaction to a refusal.
struct TopologySteps {
    enum Step: Equatable, CustomStringConvertible {
        case exchange(Topology.Exchange)
        case queue(Topology.Queue)
        case binding(Topology.Binding)

        var description: String {
            switch self {
            case .exchange(let exchange): "exchange '\(exchange.name)'"
            case .queue(let queue): "queue '\(queue.name)'"
            case .binding(let binding):
                "binding of queue '\(binding.queue)' to exchange '\(binding.exchange)' by '\(binding.routingKey)'"
            }
        }
    }

    enum Verdict: Equatable {
        /// No retry will help.
        case stop(AMQPError.Code)
        /// Log it and continue with the next one: what exists has worked before.
        case skip
        /// Retry later with another connection.
        case retry
    }

    private let steps: [Step]
    private var position = 0

    init(_ topology: Topology) {
        steps =
            topology.exchanges.map(Step.exchange) + topology.queues.map(Step.queue)
            + topology.bindings.map(Step.binding)
    }

    /// The step that is to be sent, or that waits for its reply.
    var current: Step? { position < steps.count ? steps[position] : nil }

    mutating func advance() { position += 1 }

    /// - Parameter isFirst: whether this connection has declared nothing before.
    static func verdict(onReplyCode code: UInt16, isFirst: Bool) -> Verdict {
        switch Int(code) {
        case 403: .stop(.accessRefused)
        case 406: isFirst ? .stop(.topologyMismatch) : .skip
        default: .retry
        }
    }
}
