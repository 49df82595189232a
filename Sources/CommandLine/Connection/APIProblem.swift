import JSON

/// A problem document of the API (RFC 9457).
struct APIProblem: Hashable, Sendable {
    /// The error of one field.
    struct FieldError: Hashable, Sendable {
        /// A JSON pointer into the request's body, or the name of a parameter.
        var pointer: String
        var detail: String
        /// The column in the text of a rule, from 1.
        var column: Int?
    }

    var status: Int
    var title: String?
    var detail: String?
    var errors: [FieldError] = []
    /// The document as the server sent it.
    var document: JSONValue?

    /// - Parameter body: the body of the response. If it is not a problem document, only the status is known.
    init(status: Int, body: [UInt8]) {
        self.status = status
        guard let document = try? JSONValue(parsing: body), document.members != nil else { return }
        self.document = document
        title = document["title"]?.string
        detail = document["detail"]?.string
        errors = (document["errors"]?.array ?? []).map(Self.fieldError)
    }

    /// One element of `errors`.
    static func fieldError(_ value: JSONValue) -> FieldError {
        FieldError(
            pointer: value["pointer"]?.string ?? value["parameter"]?.string ?? "",
            detail: value["detail"]?.string ?? "is invalid", column: value["column"]?.int)
    }

    /// The problem in one line.
    var summary: String {
        let what = detail ?? title ?? "the server gave no reason"
        return "\(what) (HTTP \(status))"
    }

    /// What to do about it, if that follows from the status.
    var hint: String? {
        switch status {
        case 401: "give a key with --key, CARILLON_KEY, or key in the config file"
        case 403:
            "the key's scopes or groups do not allow this; an administrator can see them with \"carillon keys ls\""
        case 409 where errors.contains { $0.pointer == "/name" }:
            "--replace replaces the other task"
        case 412: "the task was changed by another client meanwhile; look at it and try again"
        case 429: "too many requests; try again in a moment"
        case 503: "the scheduler or the broker can't be reached; nothing was done, try again"
        default: nil
        }
    }
}

/// Maps the fields of a request to flags, so that an error can name the flag that the user typed.
struct FlagMap: Hashable, Sendable {
    /// A flag and its text.
    struct Entry: Hashable, Sendable {
        var flag: String
        var text: String?
    }

    private var entries: [String: Entry] = [:]

    /// Records that `flag` set the field at `pointer`.
    mutating func record(_ pointer: String, _ flag: String, _ text: String? = nil) {
        entries[pointer] = Entry(flag: flag, text: text)
    }

    /// Adds the entries of another map.
    mutating func merge(_ other: FlagMap) {
        entries.merge(other.entries) { $1 }
    }

    /// The flag that set the field or an object around it; or the flag that set its parts, if there is only one.
    func entry(for pointer: String) -> (entry: Entry, isExact: Bool)? {
        if let entry = entries[pointer] { return (entry, true) }
        var parent = pointer[...]
        while let slash = parent.lastIndex(of: "/") {
            parent = parent[..<slash]
            if let entry = entries[String(parent)] { return (entry, false) }
        }
        let parts = entries.filter { $0.key.hasPrefix(pointer + "/") && !pointer.isEmpty }
        return parts.count == 1 ? parts.first.map { ($0.value, true) } : nil
    }
}

/// Formats a failure for the user.
enum ProblemText {
    /// The lines of an error.
    static func lines(_ failure: Failure, style: Style) -> [String] {
        var lines = ["\(style.apply(.error, "error:")) \(failure.message)"]
        for error in failure.problem?.errors ?? [] { lines += field(error, flags: failure.flags, style: style) }
        if let hint = failure.hint { lines.append("\(style.apply(.dim, "hint:")) \(hint)") }
        return lines
    }

    private static func field(_ error: APIProblem.FieldError, flags: FlagMap, style: Style) -> [String] {
        guard let (entry, isExact) = flags.entry(for: error.pointer) else {
            let place = error.pointer.isEmpty ? "" : "\(style.apply(.bold, error.pointer)) "
            return ["  \(place)\(error.detail)"]
        }
        let place = style.apply(.bold, entry.flag) + (isExact ? "" : " (\(error.pointer))")
        var lines = ["  \(place): \(error.detail)"]
        if let column = error.column, let text = entry.text {
            lines += caret(text, column: column, style: style)
        }
        return lines
    }

    /// The text, and a mark under a column of it, from 1.
    static func caret(_ text: String, column: Int, style: Style) -> [String] {
        guard !text.contains("\n"), column >= 1 else { return [] }
        let before = DisplayWidth.of(String(text.prefix(column - 1))) + max(0, column - 1 - text.count)
        return ["      \(text)", "      \(String(repeating: " ", count: before))\(style.apply(.error, "^"))"]
    }
}
