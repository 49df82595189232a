/// The declarations of a topology one after another, and what to make of a refusal.
struct TopologySteps {
    enum Step: Equatable, CustomStringConvertible {
        case exchange(AMQPTopology.Exchange)
        case queue(AMQPTopology.Queue)
        case binding(AMQPTopology.Binding)

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
        /// Say so, and go on with what comes after it: what is there has served before.
        case skip
        /// Worth another connection, later.
        case retry
    }

    private let steps: [Step]
    private var position = 0

    init(_ topology: AMQPTopology) {
        steps =
            topology.exchanges.map(Step.exchange) + topology.queues.map(Step.queue)
            + topology.bindings.map(Step.binding)
    }

    /// The step to be sent or answered now.
    var current: Step? { position < steps.count ? steps[position] : nil }

    mutating func advance() { position += 1 }

    /// - Parameter isFirst: nothing has been declared by this connection before.
    static func verdict(onReplyCode code: UInt16, isFirst: Bool) -> Verdict {
        switch Int(code) {
        case 403: .stop(.accessRefused)
        case 406: isFirst ? .stop(.topologyMismatch) : .skip
        default: .retry
        }
    }
}
