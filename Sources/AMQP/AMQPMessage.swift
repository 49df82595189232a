/// A message to publish.
public struct AMQPMessage: Sendable, Equatable {
    /// The empty name is the default exchange, which routes to the queue named by the routing key.
    public var exchange: String
    public var routingKey: String
    /// Ask for the message back when no queue takes it: it then ends ``AMQPPublishOutcome/unroutable(code:reason:)``.
    /// A message ID is made up for a mandatory message without one, since returns are matched by it; it must not be
    /// in flight twice on one channel.
    public var mandatory: Bool
    public var properties: AMQPProperties
    public var body: [UInt8]

    public init(
        exchange: String,
        routingKey: String,
        mandatory: Bool = false,
        properties: AMQPProperties = AMQPProperties(),
        body: [UInt8]
    ) {
        self.exchange = exchange
        self.routingKey = routingKey
        self.mandatory = mandatory
        self.properties = properties
        self.body = body
    }
}
