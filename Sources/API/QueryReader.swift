import Hummingbird
import TaskModel
import Timekeeping

/// Reads the parameters of a query and collects what is wrong with them.
struct QueryReader {
    private let what: String
    private let known: [String]
    private(set) var errors: [FieldError] = []

    /// - Parameter what: takes these parameters, for errors.
    init(_ what: String, known: [String]) {
        self.what = what
        self.known = known
    }

    mutating func add(_ name: String, _ detail: String) {
        errors.append(FieldError(name, detail))
    }

    /// Calls `parameter` for each known parameter.
    ///
    /// - Throws: ``Problem`` 422 where anything is wrong.
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

    /// A time with the `+` of its offset, which clients often leave as it is: in a query it is a space (WHATWG URL,
    /// application/x-www-form-urlencoded), and a time has none before `hh:mm` unless the time of the day came already.
    static func offsetSign(in time: String) -> String {
        guard let space = time.lastIndex(of: " "), time[..<space].contains(":") else { return time }
        return time[..<space] + "+" + time[time.index(after: space)...]
    }

    /// What was read; where it could not be, that is noted.
    mutating func value<Value>(_ value: Value?, _ name: String, _ expectation: String) -> Value? {
        if value == nil { add(name, expectation) }
        return value
    }

    /// What stands for a place in the list.
    mutating func cursor<Cursor>(_ cursor: Cursor?) -> Cursor? {
        if cursor == nil { add("cursor", "is not a next_cursor of this list") }
        return cursor
    }
}
