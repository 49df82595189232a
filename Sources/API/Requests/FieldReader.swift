import JSON
import Messages

/// Reads the fields of an object and collects all errors, so that a client gets them in one response.
struct FieldReader {
    /// The maximum number of errors: a hostile body gets no long response.
    private static let maximumErrors = 32

    private let what: String
    private let known: [String]
    private var seen: Set<String> = []
    private(set) var errors: [FieldError] = []

    /// - Parameter what: the name of the object in error texts.
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

    /// Whether there is an error at a value or inside it.
    func hasError(under pointer: String) -> Bool {
        errors.contains { $0.pointer == pointer || $0.pointer.hasPrefix(pointer + "/") }
    }

    func isPresent(_ name: String) -> Bool { seen.contains(name) }

    mutating func require(_ names: [String]) {
        for name in names where !seen.contains(name) { add("/\(name)", "is missing") }
    }

    /// Reads `body`, and calls `field` for the first occurrence of each known field.
    ///
    /// - Throws: ``Problem`` 400 if the body is not one JSON object.
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

    /// Reads a value, and records an error if the value is not allowed.
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

    /// Reads a value that `read` stores itself, and records an error if the value is not allowed.
    mutating func accept(_ pointer: String, _ read: () throws -> Void) throws {
        let _: Void? = try accept(pointer, read)
    }

    /// Returns whether a value of `kind` comes next. Skips any other value and records an error.
    mutating func expect(_ kind: JSONReader.Kind, _ reader: inout JSONReader, _ pointer: String) throws -> Bool {
        let isExpected: Void? = try accept(pointer) { () throws -> Void in try reader.expect(kind) }
        return isExpected != nil
    }

    /// Records an error if an object in a value has a repeated member.
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

    /// Reads an array of at most `limit` strings. Returns no strings if any of them is not allowed.
    mutating func strings(_ reader: inout JSONReader, _ pointer: String, limit: Int) throws -> [String] {
        try accept(pointer) { try reader.readStrings(limit: limit) } ?? []
    }
}
