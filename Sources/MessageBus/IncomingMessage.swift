/// A message that a queue delivered.
public struct IncomingMessage: Sendable {
    /// Identifies a delivery to the broker, on the channel that it came on. Useless once that channel is gone: the broker
    /// then delivers the message again.
    public struct Token: Sendable, Hashable {
        /// How many times the channel had been opened: a delivery of an older generation can no longer be settled.
        public var generation: UInt32
        public var channel: UInt16
        /// 0 if there is nothing to settle.
        public var tag: UInt64

        public init(generation: UInt32, channel: UInt16, tag: UInt64) {
            self.generation = generation
            self.channel = channel
            self.tag = tag
        }
    }

    public var body: [UInt8]
    public var properties: MessageProperties
    /// The exchange that it was published to, or dead-lettered to last; empty for the default exchange.
    public var exchange: String
    /// As it was published, or as the dead-lettering queue set it.
    public var routingKey: String
    /// Whether the message may have been delivered before, to any consumer.
    public var redelivered: Bool
    public var token: Token

    @inlinable
    public init(
        body: [UInt8], properties: MessageProperties, exchange: String, routingKey: String, redelivered: Bool,
        token: Token
    ) {
        self.body = body
        self.properties = properties
        self.exchange = exchange
        self.routingKey = routingKey
        self.redelivered = redelivered
        self.token = token
    }

    /// A message with the properties that the services read.
    public init(
        type: String?, messageID: String?, correlationID: String? = nil, replyTo: String? = nil,
        appID: String? = nil, exchange: String = "", routingKey: String = "", redelivered: Bool = false,
        death: DeadLetterReason? = nil, body: [UInt8], token: Token
    ) {
        self.init(
            body: body,
            properties: MessageProperties(
                messageID: messageID, correlationID: correlationID, replyTo: replyTo, type: type, appID: appID),
            exchange: exchange, routingKey: routingKey, redelivered: redelivered, token: token)
        if let death { self.death = death }
    }

    public var type: String? { properties.type }
    public var messageID: String? { properties.messageID }
    public var correlationID: String? { properties.correlationID }
    public var replyTo: String? { properties.replyTo }
    public var appID: String? { properties.appID }
    public var traceparent: String? { properties.traceparent }

    /// Why the broker dead-lettered the message; `nil` if it did not.
    ///
    /// Read from the headers that RabbitMQ writes ("Dead Letter Exchanges", effects on messages). A publisher can write
    /// them, too: they prove nothing.
    public var death: DeadLetterReason? {
        get {
            guard let reason = properties.headers["x-first-death-reason"]?.text,
                let queue = properties.headers["x-first-death-queue"]?.text
            else { return nil }
            return DeadLetterReason(
                reason: reason, queue: queue, exchange: properties.headers["x-first-death-exchange"]?.text ?? "")
        }
        set {
            properties.headers["x-first-death-reason"] = (newValue?.reason).map(FieldValue.string)
            properties.headers["x-first-death-queue"] = (newValue?.queue).map(FieldValue.string)
            properties.headers["x-first-death-exchange"] = (newValue?.exchange).map(FieldValue.string)
        }
    }
}

/// Why and where the broker first dead-lettered a message. The reason stays with the message if it is moved on.
public struct DeadLetterReason: Sendable, Hashable {
    /// In RabbitMQ's words: `rejected`, `expired`, `maxlen` or `delivery_limit`. Newer versions may have others.
    public var reason: String
    /// The queue that the message was in.
    public var queue: String
    /// The exchange that it had been published to; empty for the default exchange.
    public var exchange: String

    public init(reason: String, queue: String, exchange: String) {
        self.reason = reason
        self.queue = queue
        self.exchange = exchange
    }
}
