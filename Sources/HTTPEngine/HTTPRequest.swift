/// A request to send.
public struct HTTPRequest: Sendable {
    /// A header field.
    public struct Field: Hashable, Sendable {
        public var name: String
        public var value: String

        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    public var method: String
    /// An absolute `http` or `https` URL in ASCII, percent-encoded.
    public var url: String
    public var fields: [Field]
    public var body: [UInt8]?
    /// The time limit, from the start to the last byte of the response. `nil` for none.
    public var timeout: Duration?
    /// The longest time without a byte in either direction, in whole seconds. `nil` for no limit.
    public var silence: Duration?
    /// Whether to open a connection for this request alone. On a kept connection that was just closed, libcurl sends a
    /// request again.
    public var needsNewConnection = false
    /// The part of the response's body that is kept, in bytes.
    public var keptBody: Int
    /// The part of the response's body that is read, in bytes, so that the connection can be used again. After a longer
    /// body the connection is closed.
    public var readBody: Int

    /// - Parameters:
    ///   - keptBody: the part of the response's body that is kept, in bytes.
    ///   - readBody: the part of it that is read, in bytes.
    public init(
        method: String = "GET", url: String, fields: [Field] = [], body: [UInt8]? = nil, timeout: Duration? = nil,
        keptBody: Int, readBody: Int
    ) {
        self.method = method
        self.url = url
        self.fields = fields
        self.body = body
        self.timeout = timeout
        self.keptBody = keptBody
        self.readBody = readBody
    }

    /// Whether method, URL and fields have no character that ends a line or is not allowed in them.
    var isWellFormed: Bool {
        !method.isEmpty && method.utf8.allSatisfy(Self.isToken)
            && url.utf8.allSatisfy { 0x21...0x7E ~= $0 }
            && fields.allSatisfy { field in
                !field.name.isEmpty && field.name.utf8.allSatisfy(Self.isToken)
                    && field.value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
            }
    }

    /// Whether a byte may be in a token: RFC 9110 section 5.6.2.
    private static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
