public import MessageBus
import Synchronization

/// A message broker in memory, which routes, delivers again and dead-letters as RabbitMQ does for our services.
///
/// It knows direct and topic exchanges, the default exchange, the queue arguments `x-dead-letter-exchange` and
/// `x-delivery-limit`, and reply addresses. It calls nothing while it holds a lock, has no clock, and makes no random
/// choice, so that a simulation repeats exactly.
public final class SimulatedBroker: Sendable {
    private struct State {
        var queues: [String: SimulatedQueue] = [:]
        var exchanges: [String: Topology.ExchangeType] = [:]
        var bindings: [Topology.Binding] = []
        var replyHandlers: [String: @Sendable (IncomingMessage) -> Void] = [:]
    }

    private let state = Mutex(State())

    public init(_ topology: Topology = Topology()) {
        declare(topology)
    }

    /// Adds what is not there yet.
    public func declare(_ topology: Topology) {
        state.withLock { state in
            for exchange in topology.exchanges { state.exchanges[exchange.name] = exchange.type }
            for queue in topology.queues where state.queues[queue.name] == nil {
                state.queues[queue.name] = SimulatedQueue(queue, broker: self)
            }
            for binding in topology.bindings where !state.bindings.contains(binding) { state.bindings.append(binding) }
        }
    }

    public func queue(_ name: String) -> SimulatedQueue? {
        state.withLock { $0.queues[name] }
    }

    /// Routes a message to the queues that are bound for it.
    ///
    /// - Returns: `unroutable` if it is mandatory and there is no such queue; otherwise `confirmed`.
    @discardableResult
    public func publish(_ message: OutgoingMessage) -> PublishOutcome {
        let incoming = IncomingMessage(
            body: message.body, properties: message.properties, exchange: message.exchange,
            routingKey: message.routingKey, redelivered: false, token: .init(generation: 0, channel: 0, tag: 0))
        return route(incoming) || !message.mandatory ? .confirmed : .unroutable
    }

    /// Puts a message into the queues that are bound for it.
    ///
    /// - Returns: whether there is any.
    func route(_ message: IncomingMessage) -> Bool {
        let (queues, reply) = state.withLock { state in
            (
                Self.queues(for: message, in: state),
                message.exchange.isEmpty ? state.replyHandlers[message.routingKey] : nil
            )
        }
        for queue in queues { queue.add(message) }
        reply?(message)
        return !queues.isEmpty || reply != nil
    }

    private static func queues(for message: IncomingMessage, in state: State) -> [SimulatedQueue] {
        guard !message.exchange.isEmpty else { return state.queues[message.routingKey].map { [$0] } ?? [] }
        let isTopic = state.exchanges[message.exchange] == .topic
        let names = state.bindings.filter { binding in
            guard binding.exchange == message.exchange else { return false }
            return isTopic
                ? matches(message.routingKey.split(separator: ".")[...], binding.routingKey.split(separator: ".")[...])
                : binding.routingKey == message.routingKey
        }.map(\.queue)
        // A queue gets a message once, however many of its bindings match.
        var seen: Set<String> = []
        return names.compactMap { seen.insert($0).inserted ? state.queues[$0] : nil }
    }

    /// Whether a routing key matches a pattern: `*` stands for a word, `#` for any number of them (RabbitMQ, "Topics").
    private static func matches(_ key: ArraySlice<Substring>, _ pattern: ArraySlice<Substring>) -> Bool {
        guard let first = pattern.first else { return key.isEmpty }
        if first == "#" {
            return matches(key, pattern.dropFirst()) || (!key.isEmpty && matches(key.dropFirst(), pattern))
        }
        guard let word = key.first, first == "*" || first == word else { return false }
        return matches(key.dropFirst(), pattern.dropFirst())
    }

    /// Has replies to an address handled: messages to the default exchange with this routing key.
    public func onReply(to address: String, _ handle: @escaping @Sendable (IncomingMessage) -> Void) {
        state.withLock { $0.replyHandlers[address] = handle }
    }
}
