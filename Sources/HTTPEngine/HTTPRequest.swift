/// A request to be sent.
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
    /// From the start to the last byte of the answer. `nil` for no limit.
    public var timeout: Duration?
    /// How long nothing may come or go, in whole seconds. `nil` for no limit.
    public var silence: Duration?
    /// Opens a connection for it alone. A request on a kept one is sent again by itself if that one was just closed.
    public var needsNewConnection = false
    /// How much of the answer's body is kept, in bytes.
    public var keptBody: Int
    /// How much of the answer's body is read, in bytes, so that the connection can be used again. Past it the
    /// connection is closed.
    public var readBody: Int

    /// - Parameters:
    ///   - keptBody: how much of the answer's body is kept, in bytes.
    ///   - readBody: how much of it is read, in bytes.
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

    /// Whether nothing in it could be read as the end of a line.
    var isWellFormed: Bool {
        !method.isEmpty && method.utf8.allSatisfy(Self.isToken)
            && url.utf8.allSatisfy { 0x21...0x7E ~= $0 }
            && fields.allSatisfy { field in
                !field.name.isEmpty && field.name.utf8.allSatisfy(Self.isToken)
                    && field.value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
            }
    }

    /// RFC 9110, 5.6.2.
    private static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
