/// A message on its way out, in the terms of the contract and free of any client library.
public struct OutgoingMessage: Sendable, Hashable {
    public var exchange: String
    public var routingKey: String
    public var type: String
    public var messageID: String
    public var correlationID: String?
    /// Kept by the broker over a restart.
    public var persistent: Bool
    /// To be returned by the broker when no queue takes it.
    public var mandatory: Bool
    /// How long it may wait in a queue, in milliseconds, before the broker drops it.
    public var expirationMilliseconds: Int?
    /// A W3C trace context, where there is one.
    public var traceparent: String?
    public var body: [UInt8]

    public init(
        exchange: String, routingKey: String, type: String, messageID: String, correlationID: String? = nil,
        persistent: Bool, mandatory: Bool, expirationMilliseconds: Int? = nil, traceparent: String? = nil,
        body: [UInt8]
    ) {
        self.exchange = exchange
        self.routingKey = routingKey
        self.type = type
        self.messageID = messageID
        self.correlationID = correlationID
        self.persistent = persistent
        self.mandatory = mandatory
        self.expirationMilliseconds = expirationMilliseconds
        self.traceparent = traceparent
        self.body = body
    }
}
