import MessageBus

/// The limits of the encoding. The library would cut a string that is too long and send a broken frame, for which the
/// broker closes the whole connection. So messages are checked before they are sent.
enum MessageLimits {
    /// The most bytes of a short string, whose length is one byte (AMQP 0-9-1 section 4.2.5.3).
    static let shortString = 255
    /// The most bytes of headers: a content header must fit in one frame, and this leaves room for the fixed part.
    static let headers = 96 << 10

    /// Checks a message.
    ///
    /// - Returns: the fault of the message; `nil` if it can be sent.
    static func fault(in message: OutgoingMessage) -> String? {
        if message.exchange.utf8.count > shortString { return "the exchange name is longer than 255 bytes" }
        if message.routingKey.utf8.count > shortString { return "the routing key is longer than 255 bytes" }
        let properties = message.properties
        if isTooLong(properties.messageID) { return "the message ID is longer than 255 bytes" }
        if isTooLong(properties.correlationID) { return "the correlation ID is longer than 255 bytes" }
        if isTooLong(properties.contentType) { return "the content type is longer than 255 bytes" }
        if isTooLong(properties.contentEncoding) { return "the content encoding is longer than 255 bytes" }
        if isTooLong(properties.replyTo) { return "the reply-to is longer than 255 bytes" }
        if isTooLong(properties.type) { return "the type is longer than 255 bytes" }
        if isTooLong(properties.appID) { return "the app ID is longer than 255 bytes" }
        if isTooLong(properties.userID) { return "the user ID is longer than 255 bytes" }
        if isTooLong(properties.expiration) { return "the expiration is longer than 255 bytes" }
        guard !properties.headers.isEmpty else { return nil }
        var size = 0
        return fault(inTable: properties.headers, depth: 0, size: &size)
    }

    private static func isTooLong(_ string: String?) -> Bool {
        guard let string else { return false }
        return string.utf8.count > shortString
    }

    private static func fault(inTable table: [String: FieldValue], depth: Int, size: inout Int) -> String? {
        for (key, value) in table {
            if key.utf8.count > shortString { return "a header name is longer than 255 bytes" }
            size += key.utf8.count + 1
            if let fault = fault(in: value, depth: depth, size: &size) { return fault }
        }
        return nil
    }

    private static func fault(in value: FieldValue, depth: Int, size: inout Int) -> String? {
        size += 16
        switch value {
        case .string(let string): size += string.utf8.count
        case .bytes(let bytes): size += bytes.count
        case .int, .bool, .double, .timestamp, .null: break
        case .array, .table:
            if depth >= 32 { return "the headers nest deeper than 32 levels" }
        }
        if size > headers { return "the headers are larger than \(headers) bytes" }
        if case .table(let table) = value { return fault(inTable: table, depth: depth + 1, size: &size) }
        guard case .array(let array) = value else { return nil }
        for element in array {
            if let fault = fault(in: element, depth: depth + 1, size: &size) { return fault }
        }
        return nil
    }
}
