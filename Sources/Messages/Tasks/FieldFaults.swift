public import JSON

/// What is wrong with a value that is JSON, but not what is allowed.
public struct FieldFault: Hashable, Sendable {
    /// A JSON pointer (RFC 6901) from the value on; empty for the value itself.
    public let pointer: String
    /// What is expected, such as "must be a whole number from 1 to 600".
    public let detail: String

    public init(_ pointer: String, _ detail: String) {
        self.pointer = pointer
        self.detail = detail
    }
}

/// Everything that is wrong with one value. The value has been read or skipped, so that a reader can go on behind it.
public struct FieldFaults: Error, Hashable, Sendable {
    public let faults: [FieldFault]

    public init(_ faults: [FieldFault]) {
        self.faults = faults
    }

    init(_ detail: String) {
        self.init([FieldFault("", detail)])
    }
}

/// Values that clients send: a value that is not allowed is skipped, and ``FieldFaults`` says what is expected.
extension JSONReader {
    /// Checks of which kind the next value is. A value of another kind is skipped.
    public mutating func expect(_ kind: Kind) throws {
        let found = try peek()
        guard found != kind else { return }
        try skipValue()
        throw FieldFaults("must be \(kind.rawValue), not \(found.rawValue)")
    }

    public mutating func readString(expecting kind: Kind) throws -> String {
        try expect(kind)
        return try readString()
    }

    public mutating func readInt(in range: ClosedRange<Int>) throws -> Int {
        try expect(.number)
        let text = try readRaw()
        guard let value = Int(text.description), range.contains(value) else {
            throw FieldFaults("must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    public mutating func readDouble(in range: ClosedRange<Double>) throws -> Double {
        try expect(.number)
        let text = try readRaw()
        guard let value = Double(text.description), range.contains(value) else {
            throw FieldFaults("must be a number from \(Self.text(range.lowerBound)) to \(Self.text(range.upperBound))")
        }
        return value
    }

    /// A number as people write it: without a fraction if it is whole.
    private static func text(_ number: Double) -> String {
        Int(exactly: number).map { "\($0)" } ?? "\(number)"
    }

    /// Reads one of a few words.
    public mutating func readWord<Word: RawRepresentable & CaseIterable>(
        _: Word.Type = Word.self
    ) throws -> Word where Word.RawValue == String {
        guard let word = Word(rawValue: try readString(expecting: .string)) else {
            throw FieldFaults("must be one of \(Word.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return word
    }

    /// Reads an array of at most `limit` strings.
    public mutating func readStrings(limit: Int) throws -> [String] {
        try expect(.array)
        var texts: [String] = []
        var faults: [FieldFault] = []
        var count = 0
        try readArray { reader in
            count += 1
            guard count <= limit else { return try reader.skipValue() }
            do {
                texts.append(try reader.readString(expecting: .string))
            } catch let error as FieldFaults {
                faults += error.faults.map { FieldFault("/\(count - 1)" + $0.pointer, $0.detail) }
            }
        }
        if count > limit { faults.append(FieldFault("", "has \(count) elements, at most \(limit) are allowed")) }
        guard faults.isEmpty else { throw FieldFaults(faults) }
        return texts
    }
}
