import JSON
import Messages

/// Reads the fields of an object and collects what is wrong with them, so that a client learns of all faults at once.
struct FieldReader {
    /// How many faults are told: a hostile body gets no long answer.
    private static let maximumErrors = 32

    private let what: String
    private let known: [String]
    private var seen: Set<String> = []
    private(set) var errors: [FieldError] = []

    /// - Parameter what: has these fields, for errors.
    init(_ what: String = "a task", known: [String]) {
        self.what = what
        self.known = known
    }

    mutating func add(_ pointer: String, _ detail: String) {
        add(FieldError(pointer, detail))
    }

    mutating func add(_ error: FieldError) {
        if errors.count < Self.maximumErrors { errors.append(error) }
    }

    func hasError(at pointer: String) -> Bool { errors.contains { $0.pointer == pointer } }

    /// Whether a value is at fault, or something in it.
    func hasError(under pointer: String) -> Bool {
        errors.contains { $0.pointer == pointer || $0.pointer.hasPrefix(pointer + "/") }
    }

    func isPresent(_ name: String) -> Bool { seen.contains(name) }

    mutating func require(_ names: [String]) {
        for name in names where !seen.contains(name) { add("/\(name)", "is missing") }
    }

    /// Reads `body`, and calls `field` for each known field that comes for the first time.
    ///
    /// - Throws: ``Problem`` 400 where the body is not one JSON object.
    mutating func read(
        _ body: [UInt8], _ field: (inout FieldReader, inout JSONReader, String) throws -> Void
    ) throws {
        do {
            var reader = try JSONReader(body, maximumDepth: JSONReader.clientDepth)
            let kind = try reader.peek()
            guard kind == .object else {
                throw Problem.malformed("the body must be a JSON object, not \(kind.rawValue)")
            }
            try reader.readObject { reader, name in
                guard known.contains(name) else {
                    add(JSONPointer.joining("", name), "is not a field: \(what) has \(known.joined(separator: ", "))")
                    return try reader.skipValue()
                }
                guard seen.insert(name).inserted else {
                    add("/\(name)", "is given twice")
                    return try reader.skipValue()
                }
                try field(&self, &reader, name)
            }
            try reader.finish()
        } catch let error as JSONError {
            throw Problem.malformed("the body is not valid JSON: \(error)")
        }
    }

    // MARK: - Values

    /// Reads a value, and notes what is wrong with it.
    ///
    /// - Returns: `nil` if the value is not allowed; it has been skipped.
    mutating func accept<Value>(_ pointer: String, _ read: () throws -> Value) throws -> Value? {
        do {
            return try read()
        } catch let error as FieldFaults {
            for fault in error.faults { add(pointer + fault.pointer, fault.detail) }
            return nil
        }
    }

    /// Reads a value that is put where it belongs, and notes what is wrong with it.
    mutating func accept(_ pointer: String, _ read: () throws -> Void) throws {
        let _: Void? = try accept(pointer, read)
    }

    /// Whether a value of `kind` comes next. Another is skipped and noted.
    mutating func expect(_ kind: JSONReader.Kind, _ reader: inout JSONReader, _ pointer: String) throws -> Bool {
        let isExpected: Void? = try accept(pointer) { () throws -> Void in try reader.expect(kind) }
        return isExpected != nil
    }

    /// Notes if an object in a value has a member twice.
    mutating func checkMembers(of value: RawJSON, _ pointer: String) {
        if let member = value.repeatedMember() { add(pointer + member, "is given twice") }
    }

    mutating func string(_ reader: inout JSONReader, _ pointer: String) throws -> String? {
        try accept(pointer) { try reader.readString(expecting: .string) }
    }

    mutating func int(_ reader: inout JSONReader, _ pointer: String, in range: ClosedRange<Int>) throws -> Int? {
        try accept(pointer) { try reader.readInt(in: range) }
    }

    mutating func double(
        _ reader: inout JSONReader, _ pointer: String, in range: ClosedRange<Double>
    ) throws -> Double? {
        try accept(pointer) { try reader.readDouble(in: range) }
    }

    /// An array of at most `limit` strings; empty if anything is wrong with it.
    mutating func strings(_ reader: inout JSONReader, _ pointer: String, limit: Int) throws -> [String] {
        try accept(pointer) { try reader.readStrings(limit: limit) } ?? []
    }
}
