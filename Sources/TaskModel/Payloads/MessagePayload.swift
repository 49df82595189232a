public import JSON

/// The payload of the action `message`: it publishes `body` to `channel`.
public struct MessagePayload: Hashable, Sendable {
    /// The longest channel in bytes: what AMQP allows for a routing key.
    public static let maximumChannelLength = 255

    /// The routing key on the exchange `carillon.messages`: words with dots between them, as in `ops.alerts`.
    public var channel: String
    /// Any JSON value.
    public var body: RawJSON

    /// - Throws: ``PayloadError`` with the field that is at fault.
    public init(_ payload: RawJSON) throws {
        var channel: String?
        var body: RawJSON?
        var reader = try PayloadReader(payload, expected: "an object with \"channel\" and \"body\"")
        try reader.readFields { reader, field in
            switch field {
            case "channel": channel = try PayloadReader.string(&reader, "/channel")
            case "body": body = try reader.readRaw()
            default: throw PayloadReader.unknown(field, known: "channel, body")
            }
        }
        guard let channel else { throw PayloadError("/channel", "is missing: where to send the message") }
        guard (1...Self.maximumChannelLength).contains(channel.utf8.count) else {
            throw PayloadError("/channel", "must have 1 to \(Self.maximumChannelLength) bytes")
        }
        guard let body else { throw PayloadError("/body", "is missing: what to send") }
        self.channel = channel
        self.body = body
    }
}
