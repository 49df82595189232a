/// The properties of a message (AMQP 0-9-1 section 1.8.1, class basic). Strings hold at most 255 bytes of UTF-8.
public struct MessageProperties: Sendable, Hashable {
    public var contentType: String?
    public var contentEncoding: String?
    public var messageID: String?
    public var correlationID: String?
    /// Where a reply is to be sent: a routing key of the default exchange.
    public var replyTo: String?
    public var type: String?
    /// The program that published the message, by its own account.
    public var appID: String?
    /// The broker refuses a value that is not the connection's user.
    public var userID: String?
    /// How long the message may wait in a queue before the broker drops it: milliseconds as decimal digits.
    public var expiration: String?
    /// Whether the broker keeps the message over a restart: delivery mode 2 if true, 1 if false.
    public var persistent: Bool
    public var priority: UInt8?
    /// Seconds since 1970.
    public var timestamp: UInt64?
    public var headers: [String: FieldValue]

    @inlinable
    public init(
        contentType: String? = nil, contentEncoding: String? = nil, messageID: String? = nil,
        correlationID: String? = nil, replyTo: String? = nil, type: String? = nil, appID: String? = nil,
        userID: String? = nil, expiration: String? = nil, persistent: Bool = true, priority: UInt8? = nil,
        timestamp: UInt64? = nil, headers: [String: FieldValue] = [:]
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

    /// A W3C trace context, if the message has one.
    public var traceparent: String? {
        get { headers["traceparent"]?.text }
        set { headers["traceparent"] = newValue.map(FieldValue.string) }
    }
}

/// A value in a table of headers or arguments, as RabbitMQ understands the types of AMQP 0-9-1 ("AMQP 0-9-1 Errata",
/// section 3). The narrower integers and floats, decimals included, are widened when they are read.
public enum FieldValue: Sendable, Hashable {
    case string(String)
    case int(Int64)
    case bool(Bool)
    case double(Double)
    /// Also what a string that is not UTF-8 is read as.
    case bytes([UInt8])
    case array([FieldValue])
    case table([String: FieldValue])
    /// Seconds since 1970.
    case timestamp(UInt64)
    case null

    /// The value, if it is a string.
    public var text: String? {
        if case .string(let value) = self { return value }
        return nil
    }
}

extension FieldValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int64) { self = .int(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
}
