internal import JSON
internal import TaskModel
internal import Timekeeping

/// What the value of a field may be: how it is read, checked and written.
struct FieldType<Value: Sendable>: Sendable {
    /// Throws ``FieldFaults`` if the value can't be accepted.
    let read: @Sendable (inout JSONReader) throws -> Value
    let write: @Sendable (Value, inout JSONWriter) -> Void
}

extension FieldType {
    /// A string that is one of a type of its own.
    ///
    /// - Parameters:
    ///   - make: returns `nil` if the string can't be accepted.
    ///   - expectation: the error for the client, such as "must be …".
    static func text(
        _ expectation: String, _ make: @escaping @Sendable (String) -> Value?,
        _ text: @escaping @Sendable (Value) -> String
    ) -> FieldType {
        FieldType { json in
            guard let value = make(try json.readString(expecting: .string)) else { throw FieldFaults(expectation) }
            return value
        } write: { value, json in
            json.string(text(value))
        }
    }
}

extension FieldType<String> {
    /// Any text of so many characters (code points).
    static func text(characters range: ClosedRange<Int>) -> FieldType {
        text(PlainText.expectation(range), { PlainText.accepted($0, range) }, \.self)
    }
}

/// A text without a form of its own.
enum PlainText {
    static func expectation(_ range: ClosedRange<Int>) -> String {
        "must have \(range.lowerBound) to \(range.upperBound) characters"
    }

    static func accepted(_ text: String, _ range: ClosedRange<Int>) -> String? {
        range.contains(text.unicodeScalars.count) ? text : nil
    }
}

extension FieldType where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// One of a few words.
    static var word: FieldType {
        FieldType(read: { try $0.readWord() }, write: { $1.string($0.rawValue) })
    }
}

extension FieldType<Int> {
    static func int(_ range: ClosedRange<Int>) -> FieldType {
        FieldType(read: { try $0.readInt(in: range) }, write: { $1.int($0) })
    }
}

extension FieldType<Double> {
    static func double(_ range: ClosedRange<Double>) -> FieldType {
        FieldType(read: { try $0.readDouble(in: range) }, write: { $1.double($0) })
    }
}

extension FieldType<Bool> {
    static let bool = FieldType(read: { try $0.readBool() }, write: { $1.bool($0) })
}

extension FieldType<RawJSON> {
    /// Any value, kept as it is.
    static let json = FieldType(read: { try $0.readRaw() }, write: { $1.raw($0) })
}

extension FieldType<Timestamp> {
    static let time = FieldType(
        read: { try $0.readTimestamp() }, write: { time, json in json.plain { time.write(into: &$0) } })
}

extension FieldType<TaskID> {
    static let id = FieldType(
        read: { try $0.readID(TaskID.self) }, write: { id, json in json.plain { id.write(into: &$0) } })
}

extension FieldType<[TaskTag]> {
    /// Words, each once.
    static let tags = FieldType { json in
        var tags: [TaskTag] = []
        var faults: [FieldFault] = []
        for (index, text) in try json.readStrings(limit: TaskTag.maximumCount).enumerated() {
            if let tag = TaskTag(text) {
                if !tags.contains(tag) { tags.append(tag) }
            } else {
                faults.append(FieldFault("/\(index)", TaskTag.expectation))
            }
        }
        guard faults.isEmpty else { throw FieldFaults(faults) }
        return tags
    } write: { tags, json in
        json.array { json in
            for tag in tags { json.string(tag.rawValue) }
        }
    }
}

extension FieldType<[Double]> {
    /// A list of numbers.
    ///
    /// - Parameter expectation: the error for the client if there are too few or too many.
    static func doubles(
        _ range: ClosedRange<Double>, count: ClosedRange<Int>, _ expectation: String
    ) -> FieldType {
        FieldType { json in
            try json.expect(.array)
            var values: [Double] = []
            var faults: [FieldFault] = []
            var found = 0
            try json.readArray { json in
                defer { found += 1 }
                guard found < count.upperBound else { return try json.skipValue() }
                do {
                    values.append(try json.readDouble(in: range))
                } catch let error as FieldFaults {
                    faults += error.faults.map { FieldFault("/\(found)" + $0.pointer, $0.detail) }
                }
            }
            if !count.contains(found) { faults.append(FieldFault("", expectation)) }
            guard faults.isEmpty else { throw FieldFaults(faults) }
            return values
        } write: { values, json in
            json.array { json in
                for value in values { json.double(value) }
            }
        }
    }
}
