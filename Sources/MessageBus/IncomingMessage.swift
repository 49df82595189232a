/// A message that a subscription handed over.
public struct IncomingMessage: Sendable {
    /// What a subscription needs to settle this message; means nothing to anybody else.
    public struct Token: Sendable, Hashable {
        public var generation: UInt32
        public var channel: UInt16
        public var tag: UInt64

        public init(generation: UInt32, channel: UInt16, tag: UInt64) {
            self.generation = generation
            self.channel = channel
            self.tag = tag
        }
    }

    public var type: String?
    public var messageID: String?
    public var correlationID: String?
    public var replyTo: String?
    public var traceparent: String?
    /// Who published it, by its own account.
    public var appID: String?
    /// What it was published to, or dead-lettered to last; empty for the default exchange.
    public var exchange: String
    /// As it was published, or as the dead-lettering queue set it.
    public var routingKey: String
    /// Whether the broker has handed it out before.
    public var redelivered: Bool
    /// Where it comes from a dead-letter exchange: how it got there.
    public var death: DeadLetterReason?
    public var body: [UInt8]
    public var token: Token

    public init(
        type: String?, messageID: String?, correlationID: String? = nil, replyTo: String? = nil,
        traceparent: String? = nil, appID: String? = nil, exchange: String = "", routingKey: String = "",
        redelivered: Bool = false, death: DeadLetterReason? = nil, body: [UInt8], token: Token
    ) {
        self.type = type
        self.messageID = messageID
        self.correlationID = correlationID
        self.replyTo = replyTo
        self.traceparent = traceparent
        self.appID = appID
        self.exchange = exchange
        self.routingKey = routingKey
        self.redelivered = redelivered
        self.death = death
        self.body = body
        self.token = token
    }
}
