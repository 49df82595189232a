public import JSON
public import TaskModel
internal import Timekeeping

extension TaskDefinition {
    /// A definition without content, which the fields of a table are read into.
    public static let blank = TaskDefinition(
        id: .none, action: "none", payload: RawJSON("null"), runAt: .earliest)

    /// Writes the members of the message that creates or changes the task.
    func write(into json: inout JSONWriter) {
        for index in TaskField.all.indices { TaskField.all[index].field.write(self, .message, into: &json) }
    }

    /// Reads what ``write(into:)`` wrote.
    init(reading reader: inout JSONReader) throws {
        self = .blank
        var found = TaskField.Places()
        try readFields(&reader, &found)
        for index in TaskField.sent where !found.contains(index) {
            throw MessageError("the field \(TaskField.all[index].name) is missing")
        }
        if !found.contains(TaskField.origin) { origin = id }
    }

    /// The fields that have no column of their own, as an object.
    public func writeStored(into json: inout JSONWriter) {
        json.object { json in
            for index in TaskField.stored { TaskField.all[index].field.write(self, .stored, into: &json) }
        }
    }

    /// Reads what ``writeStored(into:)`` wrote. The other fields stay as they are.
    public mutating func readStored(_ bytes: [UInt8]) throws {
        var reader = try JSONReader(bytes)
        var found = TaskField.Places()
        try readFields(&reader, &found)
    }

    private mutating func readFields(_ reader: inout JSONReader, _ found: inout TaskField.Places) throws {
        // Fields come in the order of the table, unless another program writes them.
        var next = 0
        try reader.readObject { reader, name in
            guard let index = TaskField.index(of: name, after: &next) else { return try reader.skipValue() }
            found.insert(index)
            do {
                try TaskField.all[index].field.read(&self, &reader)
            } catch let error as FieldFaults {
                throw MessageError("the field \(name) \(error.faults.first?.detail ?? "is bad")")
            }
        }
    }
}

extension TaskField {
    /// Which fields of the table were found, by their places.
    struct Places {
        private var bits: UInt64 = 0

        mutating func insert(_ index: Int) { bits |= 1 << UInt64(index) }

        func contains(_ index: Int) -> Bool { bits & 1 << UInt64(index) != 0 }
    }

    /// The places of the fields that a message must have.
    fileprivate static let sent = all.indices.filter { index in
        ["task_id", "action", "payload", "run_at"].contains(all[index].name)
    }
    /// The places of the fields in the JSON of a stored definition.
    fileprivate static let stored = all.indices.filter { all[$0].storage == .definition }
    fileprivate static let origin = all.firstIndex { $0.name == "origin" } ?? 0

    /// The place of a field.
    ///
    /// - Parameter next: where to look first; afterwards the place behind the field.
    public static func index(of name: String, after next: inout Int) -> Int? {
        let fields = all
        let found =
            fields[next...].firstIndex { $0.name == name } ?? fields[..<next].firstIndex { $0.name == name }
        if let found { next = found + 1 }
        return found
    }
}
