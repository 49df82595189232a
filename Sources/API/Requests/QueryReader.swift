import Hummingbird
import TaskModel
import Timekeeping

/// Reads the parameters of a query and collects all errors.
struct QueryReader {
    private let what: String
    private let known: [String]
    private(set) var errors: [FieldError] = []

    /// - Parameter what: the name of the list in error texts.
    init(_ what: String, known: [String]) {
        self.what = what
        self.known = known
    }

    mutating func add(_ name: String, _ detail: String) {
        errors.append(FieldError(name, detail))
    }

    /// Calls `parameter` for each known parameter.
    ///
    /// - Throws: ``Problem`` 422 if there is an error.
    mutating func read(
        _ parameters: Parameters, _ parameter: (inout QueryReader, String, String) -> Void
    ) throws {
        var seen: Set<Substring> = []
        for (name, value) in parameters {
            if !seen.insert(name).inserted {
                add(String(name), "is given twice")
            } else if !known.contains(String(name)) {
                add(String(name), "is not a parameter: \(what) takes \(known.joined(separator: ", "))")
            } else {
                parameter(&self, String(name), String(value))
            }
        }
        try check()
    }

    func check() throws {
        guard errors.isEmpty else {
            throw Problem(status: .unprocessableContent, detail: "the query can't be answered", errors: errors)
        }
    }

    mutating func limit(_ text: String) -> Int {
        let range = TaskQuery.limitRange
        if let limit = Int(text), range.contains(limit) { return limit }
        add("limit", "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        return TaskQuery.defaultLimit
    }

    mutating func flag(_ name: String, _ text: String) -> Bool {
        if text != "true", text != "false" { add(name, "must be true or false") }
        return text == "true"
    }

    mutating func time(_ name: String, _ text: String) -> Timestamp? {
        do {
            return try TimeField.resolve(Self.offsetSign(in: text), in: nil, pointer: name).instant
        } catch {
            add(name, error.detail)
            return nil
        }
    }

    /// Restores the `+` in the offset of a time. Clients often leave it unescaped, and in a query it means a space
    /// (WHATWG URL, application/x-www-form-urlencoded). A space before `hh:mm` is valid only if no time of day precedes
    /// it.
    static func offsetSign(in time: String) -> String {
        guard let space = time.lastIndex(of: " "), time[..<space].contains(":") else { return time }
        return time[..<space] + "+" + time[time.index(after: space)...]
    }

    /// Returns the value, or records an error if it is `nil`.
    mutating func value<Value>(_ value: Value?, _ name: String, _ expectation: String) -> Value? {
        if value == nil { add(name, expectation) }
        return value
    }

    /// Returns the cursor, or records an error if it is `nil`.
    mutating func cursor<Cursor>(_ cursor: Cursor?) -> Cursor? {
        if cursor == nil { add("cursor", "is not a next_cursor of this list") }
        return cursor
    }
}
