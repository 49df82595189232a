extension Timestamp: Codable {
    /// Reads a single RFC 3339 string, as ``init(rfc3339:)`` does.
    ///
    /// - Throws: `DecodingError.dataCorrupted` whose `underlyingError` is the ``TimestampError``.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        do {
            try self.init(rfc3339: text)
        } catch {
            throw DecodingError.dataCorrupted(
                .init(codingPath: container.codingPath, debugDescription: error.message, underlyingError: error))
        }
    }

    /// Writes ``rfc3339`` as a single string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rfc3339)
    }
}
