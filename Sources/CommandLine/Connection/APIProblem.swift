/// An error as the API tells it (RFC 9457).
struct APIProblem: Hashable, Sendable {
    /// One field that is at fault.
    struct FieldError: Hashable, Sendable {
        /// A JSON pointer into the request's body, or the name of a parameter.
        var pointer: String
        var detail: String
        /// Where in the text of a rule, from 1.
        var column: Int?
    }

    var status: Int
    var title: String?
    var detail: String?
    var errors: [FieldError] = []
    /// As the server sent it.
    var document: JSONValue?

    /// - Parameter body: of the answer. One that is no problem document leaves only the status.
    init(status: Int, body: [UInt8]) {
        self.status = status
        guard let document = try? JSONValue(parsing: body), document.members != nil else { return }
        self.document = document
        title = document["title"]?.text
        detail = document["detail"]?.text
        errors = (document["errors"]?.elements ?? []).map(Self.fieldError)
    }

    /// One element of `errors`.
    static func fieldError(_ value: JSONValue) -> FieldError {
        FieldError(
            pointer: value["pointer"]?.text ?? value["parameter"]?.text ?? "",
            detail: value["detail"]?.text ?? "is at fault", column: value["column"]?.int)
    }

    /// In one line.
    var summary: String {
        let what = detail ?? title ?? "the server gave no reason"
        return "\(what) (HTTP \(status))"
    }

    /// What to do about it, where that follows from the status.
    var hint: String? {
        switch status {
        case 401: "give a key: --key, CARILLON_KEY, or key in the config file"
        case 403: "the key's scopes or groups do not allow that; \"carillon keys ls\" shows them to an administrator"
        case 409 where errors.contains { $0.pointer == "/name" }:
            "--replace puts the new task in the place of the other"
        case 412: "somebody has changed the task meanwhile; look at it and try again"
        case 429: "too many requests; try again in a moment"
        case 503: "the scheduler or the broker can't be reached; nothing was done, try again"
        default: nil
        }
    }
}
