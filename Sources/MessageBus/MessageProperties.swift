/// The properties of a message (AMQP 0-9-1 section 1.8.1, class basic). Strings hold at most 255 bytes of UTF-8.
public struct AMQPProperties: Sendable, Equatable {
    public var contentType: String?
    public var contentEncoding: String?
    public var messageID: String?
    public var correlationID: String?
    public var replyTo: String?
    public var type: String?
    public var appID: String?
    /// The broker refuses a value that is not the connection's user.
    public var userID: String?
    /// Milliseconds as decimal digits: how long the message may wait in a queue.
    public var expiration: String?
    /// Delivery mode 2 if true, 1 if false.
    public var persistent: Bool
    public var priority: UInt8?
    /// Seconds since 1970.
    public var timestamp: UInt64?
    public var headers: [String: AMQPFieldValue]

    public init(
        contentType: String? = nil,
        contentEncoding: String? = nil,
        messageID: String? = nil,
        correlationID: String? = nil,
        replyTo: String? = nil,
        type: String? = nil,
        appID: String? = nil,
        userID: String? = nil,
        expiration: String? = nil,
        persistent: Bool = true,
        priority: UInt8? = nil,
        timestamp: UInt64? = nil,
        headers: [String: AMQPFieldValue] = [:]
    ) {
        self.contentType = contentType
        self.contentEncoding = contentEncoding
        self.messageID = messageID
        self.correlationID = correlationID
        self.replyTo = replyTo
        self.type = type
        self.appID = appID
        self.userID = userID
        self.expiration = expiration
        self.persistent = persistent
        self.priority = priority
        self.timestamp = timestamp
        self.headers = headers
    }
}
