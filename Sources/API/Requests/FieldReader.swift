import JSON
import TaskModel

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

    /// Returns whether a value of `kind` comes next. Skips any other value and records an error.
    mutating func expect(_ kind: JSONReader.Kind, _ reader: inout JSONReader, _ pointer: String) throws -> Bool {
        let found = try reader.peek()
        guard found != kind else { return true }
        add(pointer, "must be \(kind.rawValue), not \(found.rawValue)")
        try reader.skipValue()
        return false
    }

    /// Reads any value. Records an error if an object in it has a repeated member.
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

    /// The number without a fraction if it is whole.
    private static func text(_ number: Double) -> String {
        Int(exactly: number).map { "\($0)" } ?? "\(number)"
    }

    /// Reads a string that must be a case of an enumeration.
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

extension FieldReader {
    mutating func group(_ reader: inout JSONReader, _ pointer: String) throws -> TaskGroup? {
        guard let text = try string(&reader, pointer) else { return nil }
        let group = TaskGroup(text)
        if group == nil { add(pointer, TaskGroup.expectation) }
        return group
    }

    /// Reads an array of tags, and drops repeated ones.
    mutating func tags(_ reader: inout JSONReader, _ pointer: String) throws -> [TaskTag] {
        var tags: [TaskTag] = []
        for (index, text) in try strings(&reader, pointer, limit: TaskTag.maximumCount).enumerated() {
            if let tag = TaskTag(text) {
                if !tags.contains(tag) { tags.append(tag) }
            } else {
                add("\(pointer)/\(index)", TaskTag.expectation)
            }
        }
        return tags
    }

    /// Reads an array of at most `limit` strings.
    mutating func strings(_ reader: inout JSONReader, _ pointer: String, limit: Int) throws -> [String] {
        guard try expect(.array, &reader, pointer) else { return [] }
        var texts: [String] = []
        var count = 0
        try reader.readArray { reader in
            count += 1
            guard count <= limit else { return try reader.skipValue() }
            texts.append(try string(&reader, "\(pointer)/\(count - 1)") ?? "")
        }
        if count > limit { add(pointer, "has \(count) elements, at most \(limit) are allowed") }
        return hasError(under: pointer) ? [] : texts
    }
}

extension TaskGroup {
    static let expectation =
        "must be 1 to \(maximumLength) letters or digits of any language, none upper-case, '.', '_' or '-', the first a "
        + "letter or digit"
}

extension TaskTag {
    static let expectation =
        "must have 1 to \(maximumLength) characters, no comma, no control or invisible characters, and no "
        + "space at its ends"
}
