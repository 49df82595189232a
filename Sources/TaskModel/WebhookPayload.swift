internal import Foundation
public import JSON

/// What the action `webhook` does: `POST` `data` to `url`.
public struct WebhookPayload: Hashable, Sendable {
    /// The longest URL that is taken, in bytes.
    public static let maximumURLLength = 8192

    public static let action: ActionName = "webhook"

    /// An `http` or `https` URL with a host and without credentials.
    public var url: String
    /// The body to be sent, as the client wrote it; `{}` where it gave none.
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
        try Self.validate(url)
        self.url = url
        self.data = data ?? RawJSON("{}")
    }

    /// Where a payload that was taken goes; nil where it is none.
    public static func host(of payload: RawJSON) -> WebhookHost? {
        struct Found: Error {}
        var url: String?
        guard var reader = try? JSONReader(payload.bytes) else { return nil }
        // The rest may be long, and says nothing of it.
        try? reader.readObject { reader, field in
            guard field == "url" else { return try reader.skipValue() }
            url = try reader.readString()
            throw Found()
        }
        return url.flatMap(WebhookHost.init(url:))
    }

    /// What the receiver answered, in the output of a run; nil where that says nothing of it.
    public static func status(of output: RawJSON?) -> Int? {
        var status: Int?
        guard let output, var reader = try? JSONReader(output.bytes) else { return nil }
        try? reader.readObject { reader, field in
            if field == "status" { status = try reader.readInt() } else { try reader.skipValue() }
        }
        return status
    }

    private static func validate(_ text: String) throws(PayloadError) {
        guard text.utf8.count <= maximumURLLength else {
            throw PayloadError("/url", "is longer than \(maximumURLLength) bytes")
        }
        guard let url = URLComponents(string: text, encodingInvalidCharacters: false) else {
            throw PayloadError("/url", "is not a URL")
        }
        guard let scheme = url.scheme?.lowercased(), scheme == "http" || scheme == "https" else {
            throw PayloadError("/url", "must be an http or https URL")
        }
        guard let host = url.host, !host.isEmpty else { throw PayloadError("/url", "has no host") }
        guard url.user == nil, url.password == nil else {
            throw PayloadError("/url", "must not hold credentials: they would be stored and logged in the clear")
        }
        if let port = url.port, !(1...65535).contains(port) { throw PayloadError("/url", "has a port beyond 65535") }
    }
}
