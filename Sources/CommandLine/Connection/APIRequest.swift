/// A request to the API.
struct APIRequest: Hashable, Sendable {
    var method = "GET"
    /// Begins with a slash; what is variable in it is escaped.
    var path: String
    /// In the order in which they are sent.
    var query: [Parameter] = []
    var headers: [Parameter] = []
    var body: Body?

    /// A name with its value.
    struct Parameter: Hashable, Sendable {
        var name: String
        var value: String

        init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// What is sent, and as what.
    struct Body: Hashable, Sendable {
        var bytes: [UInt8]
        var type = "application/json"
    }

    /// A `GET`.
    init(_ path: String, query: [Parameter] = []) {
        self.path = path
        self.query = query
    }

    /// Any other; a body is sent as JSON.
    init(_ method: String, _ path: String, query: [Parameter] = [], json: JSONValue? = nil) {
        self.method = method
        self.path = path
        self.query = query
        body = json.map { Body(bytes: $0.bytes) }
    }

    /// The path with its query.
    var target: String {
        guard !query.isEmpty else { return path }
        return path + "?" + query.map { "\(Self.escaped($0.name))=\(Self.escaped($0.value))" }.joined(separator: "&")
    }

    /// A text as a segment of a path or a value of a query (RFC 3986: all but what is unreserved is escaped).
    static func escaped(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                String(UnicodeScalar(byte))
            default: (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
    }
}
