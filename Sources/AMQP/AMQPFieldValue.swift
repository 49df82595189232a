/// A value in a table of headers or arguments, as RabbitMQ understands the types of AMQP 0-9-1 ("AMQP 0-9-1 Errata",
/// section 3). The narrower integers and floats, decimals included, are widened when they are read.
public enum AMQPFieldValue: Sendable, Hashable {
    case string(String)
    case int(Int64)
    case bool(Bool)
    case double(Double)
    /// Also what a string that isn't UTF-8 is read as.
    case bytes([UInt8])
    case array([AMQPFieldValue])
    case table([String: AMQPFieldValue])
    /// Seconds since 1970.
    case timestamp(UInt64)
    case null
}

extension AMQPFieldValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int64) { self = .int(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
}
