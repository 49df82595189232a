/// A message to publish.
public struct OutgoingMessage: Sendable, Hashable {
    /// The empty name is the default exchange, which routes to the queue named by the routing key.
    public var exchange: String
    public var routingKey: String
    /// Whether the broker returns the message if no queue takes it: the outcome is then ``PublishOutcome/unroutable``.
    ///
    /// Returns are matched by the message ID: a mandatory message without one is given one, and an ID must not be in
    /// flight twice on one channel.
    public var mandatory: Bool
    public var properties: MessageProperties
    public var body: [UInt8]

    @inlinable
    public init(
        exchange: String, routingKey: String, mandatory: Bool = false,
        properties: MessageProperties = MessageProperties(), body: [UInt8]
    ) {
        self.exchange = exchange
        self.routingKey = routingKey
        self.mandatory = mandatory
        self.properties = properties
        self.body = body
    }

    /// A message with the properties that the services' messages have.
    ///
    /// - Parameter expirationMilliseconds: how long it may wait in a queue before the broker drops it.
    @inlinable
    public init(
        exchange: String, routingKey: String, type: String, messageID: String?, correlationID: String? = nil,
        persistent: Bool, mandatory: Bool, expirationMilliseconds: Int? = nil, traceparent: String? = nil,
        body: [UInt8]
    ) {
        self.init(
            exchange: exchange, routingKey: routingKey, mandatory: mandatory,
            properties: MessageProperties(
                messageID: messageID, correlationID: correlationID, type: type,
                expiration: expirationMilliseconds.map(String.init), persistent: persistent),
            body: body)
        if let traceparent { properties.traceparent = traceparent }
    }

    public var type: String? { properties.type }
    public var messageID: String? { properties.messageID }
    public var correlationID: String? { properties.correlationID }
    public var persistent: Bool { properties.persistent }
}
