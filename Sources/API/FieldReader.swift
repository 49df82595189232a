import JSON

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

    /// Whether a value of `kind` comes next. Another is skipped and noted.
    mutating func expect(_ kind: JSONReader.Kind, _ reader: inout JSONReader, _ pointer: String) throws -> Bool {
        let found = try reader.peek()
        guard found != kind else { return true }
        add(pointer, "must be \(kind.rawValue), not \(found.rawValue)")
        try reader.skipValue()
        return false
    }

    /// Any value. One in which an object has a member twice is noted.
    mutating func anything(_ reader: inout JSONReader, _ pointer: String) throws -> RawJSON {
        let value = try reader.readRaw()
        checkMembers(of: value, pointer)
        return value
    }

    mutating func checkMembers(of value: RawJSON, _ pointer: String) {
        if let member = value.repeatedMember() { add(pointer + member, "is given twice") }
    }

    mutating func string(_ reader: inout JSONReader, _ pointer: String) throws -> String? {
        try expect(.string, &reader, pointer) ? reader.readString() : nil
    }

    mutating func int(_ reader: inout JSONReader, _ pointer: String, in range: ClosedRange<Int>) throws -> Int? {
        guard try expect(.number, &reader, pointer) else { return nil }
        let text = try reader.readRaw()
        guard let value = Int(text.description), range.contains(value) else {
            add(pointer, "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return value
    }

    mutating func double(
        _ reader: inout JSONReader, _ pointer: String, in range: ClosedRange<Double>
    ) throws -> Double? {
        guard try expect(.number, &reader, pointer) else { return nil }
        let text = try reader.readRaw()
        guard let value = Double(text.description), range.contains(value) else {
            add(pointer, "must be a number from \(Self.text(range.lowerBound)) to \(Self.text(range.upperBound))")
            return nil
        }
        return value
    }

    /// A number as people write it: without a fraction where it has none.
    private static func text(_ number: Double) -> String {
        Int(exactly: number).map { "\($0)" } ?? "\(number)"
    }

    /// One of a few words.
    mutating func word<Word: RawRepresentable & CaseIterable>(
        _ reader: inout JSONReader, _ pointer: String, as type: Word.Type
    ) throws -> Word? where Word.RawValue == String {
        guard let text = try string(&reader, pointer) else { return nil }
        let word = Word(rawValue: text)
        if word == nil {
            add(pointer, "must be one of \(Word.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return word
    }
}
