import JSON

/// What the API answered.
struct HTTPAnswer: Sendable, CustomStringConvertible {
    var status: Int
    /// By lowercased name.
    var headers: [String: String]
    var body: String

    var json: JSONValue? { try? JSONValue(parsing: body.utf8) }

    /// The fields that a problem is about.
    var pointers: [String] { json?["errors"]?.array?.compactMap { $0["pointer"]?.string } ?? [] }

    var description: String { "\(status) \(body.prefix(500))" }
}
