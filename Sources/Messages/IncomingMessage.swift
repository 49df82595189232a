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
    /// Whether the broker has handed it out before.
    public var redelivered: Bool
    public var body: [UInt8]
    public var token: Token

    public init(
        type: String?, messageID: String?, correlationID: String? = nil, replyTo: String? = nil,
        traceparent: String? = nil, redelivered: Bool = false, body: [UInt8], token: Token
    ) {
        self.type = type
        self.messageID = messageID
        self.correlationID = correlationID
        self.replyTo = replyTo
        self.traceparent = traceparent
        self.redelivered = redelivered
        self.body = body
        self.token = token
    }
}
