public import JSON

/// The payload of the action `webhook`: it sends `data` to `url` with `POST`.
public struct WebhookPayload: Hashable, Sendable {
    /// The longest URL that is taken, in bytes.
    public static let maximumURLLength = 8192

    public static let action: ActionName = "webhook"

    /// An `http` or `https` URL in its canonical form, without credentials and without a fragment: what is sent.
    public var url: String
    /// The body to be sent, as the client wrote it; `{}` if it gave none.
    public var data: RawJSON

    /// - Throws: ``PayloadError`` with the field that is at fault.
    public init(_ payload: RawJSON) throws {
        var url: String?
        var data: RawJSON?
        var reader = try PayloadReader(payload, expected: "an object with \"url\" and \"data\"")
        try reader.readFields { reader, field in
            switch field {
            case "url": url = try PayloadReader.string(&reader, "/url")
            case "data": data = try reader.readRaw()
            default: throw PayloadReader.unknown(field, known: "url, data")
            }
        }
        guard let url else { throw PayloadError("/url", "is missing: the address to POST to") }
        self.url = try Self.canonical(url)
        self.data = data ?? RawJSON("{}")
    }

    /// The host in a payload that was accepted; `nil` if it has none.
    public static func host(of payload: RawJSON) -> WebhookHost? {
        struct Found: Error {}
        var url: String?
        guard var reader = try? JSONReader(payload.bytes) else { return nil }
        // The rest may be long, and is not needed.
        try? reader.readObject { reader, field in
            guard field == "url" else { return try reader.skipValue() }
            url = try reader.readString()
            throw Found()
        }
        return url.flatMap(WebhookHost.init(url:))
    }

    /// The status that the receiver answered, from the output of a run; `nil` if the output has none.
    public static func status(of output: RawJSON?) -> Int? {
        var status: Int?
        guard let output, var reader = try? JSONReader(output.bytes) else { return nil }
        try? reader.readObject { reader, field in
            if field == "status" { status = try reader.readInt() } else { try reader.skipValue() }
        }
        return status
    }

    /// - Returns: the URL as it is sent.
    private static func canonical(_ text: String) throws(PayloadError) -> String {
        let limit = "is longer than \(maximumURLLength) bytes"
        guard text.utf8.count <= maximumURLLength else { throw PayloadError("/url", limit) }
        do throws(WebURLError) {
            let url = try WebURL(text).text
            guard url.utf8.count <= maximumURLLength else { throw WebURLError("\(limit) when it is encoded") }
            return url
        } catch {
            throw PayloadError("/url", error.message, column: error.column)
        }
    }
}
