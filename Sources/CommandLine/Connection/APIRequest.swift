import JSON

/// A request to the API.
struct APIRequest: Hashable, Sendable {
    var method = "GET"
    /// Begins with a slash; its variable parts are percent-encoded.
    var path: String
    /// The parameters of the query, in the order in which they are sent.
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

    /// A body and its media type.
    struct Body: Hashable, Sendable {
        var bytes: [UInt8]
        var type = "application/json"
    }

    /// Creates a `GET` request.
    init(_ path: String, query: [Parameter] = []) {
        self.path = path
        self.query = query
    }

    /// Creates a request with another method; a body is sent as JSON.
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

    /// Percent-encodes a text for a segment of a path or a value of a query: all but the unreserved characters of RFC
    /// 3986.
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

/// A response of the API that is not an error.
struct APIResponse: Sendable {
    var status: Int
    var etag: String?
    var body: [UInt8]

    /// Parses the body.
    ///
    /// - Throws: ``Failure`` if the body is not JSON: it then comes from another server than the API.
    func json() throws -> JSONValue {
        do {
            return try JSONValue(parsing: body)
        } catch {
            throw Failure(
                .unavailable, "the server's response is not JSON", hint: "is that the address of Carillon's API?")
        }
    }
}

/// A reference to a task as the user types it: an id or a name.
///
/// A UUID is an id. A name that looks like a UUID is written with `@` before it, which no name contains.
enum TaskReference: Hashable, Sendable {
    case id(String)
    case name(String)

    init(_ text: String) {
        if text.hasPrefix("@") {
            self = .name(String(text.dropFirst()))
        } else if Self.isUUID(text) {
            self = .id(text.lowercased())
        } else {
            self = .name(text)
        }
    }

    /// The path of the task in the API.
    var path: String {
        switch self {
        case .id(let id): "/tasks/\(id)"
        case .name(let name): "/tasks/by-name/\(APIRequest.escaped(name))"
        }
    }

    static func isUUID(_ text: String) -> Bool {
        let groups = text.split(separator: "-", omittingEmptySubsequences: false)
        return groups.map(\.utf8.count) == [8, 4, 4, 4, 12]
            && groups.allSatisfy { $0.allSatisfy { $0.isASCII && $0.isHexDigit } }
    }
}
