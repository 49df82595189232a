public import JSON

/// A field of a JSON object: its name, and how it is read from and written into a value of `Owner`.
///
/// The tables ``TaskField/all``, ``SchedulePolicy/fields`` and ``RetryPolicy/fields`` are made of these.
public struct Field<Owner: Sendable>: Sendable {
    /// Who reads what is written.
    public enum Form: Sendable {
        /// Another service. A standard value is left out.
        case message
        /// The database. A standard value is left out.
        case stored
        /// A client. Every value is shown, but a field without a value is left out.
        case view
    }

    public let name: String
    private let reader: @Sendable (inout Owner, inout JSONReader) throws -> Void
    private let writer: @Sendable (Owner, Form, inout JSONWriter) -> Void

    /// A field with its own way to be written, name included.
    init(
        _ name: StaticString, read: @escaping @Sendable (inout Owner, inout JSONReader) throws -> Void,
        write: @escaping @Sendable (Owner, Form, inout JSONWriter) -> Void
    ) {
        self.name = "\(name)"
        reader = read
        writer = write
    }

    /// - Parameters:
    ///   - type: what the value may be.
    ///   - standard: a value that messages and the database leave out.
    ///   - isSent: whether messages have the standard value all the same.
    ///   - takesNull: whether `null` stands for no value.
    ///   - get: the value; `nil` if the owner has none.
    init<Value: Equatable & Sendable>(
        _ name: StaticString, _ type: FieldType<Value>, standard: Value? = nil, isSent: Bool = false,
        takesNull: Bool = false, get: @escaping @Sendable (Owner) -> Value?,
        set: @escaping @Sendable (inout Owner, Value) -> Void
    ) {
        self.init(name) { owner, json in
            if takesNull, try json.readNull() { return }
            set(&owner, try type.read(&json))
        } write: { owner, form, json in
            guard let value = get(owner), form == .view || isSent && form == .message || value != standard else {
                return
            }
            json.key(name)
            type.write(value, &json)
        }
    }

    /// Reads the value.
    ///
    /// - Throws: ``FieldFaults`` if the value is not what the field may have; `JSONError` if it is no JSON.
    public func read(_ owner: inout Owner, _ json: inout JSONReader) throws {
        try reader(&owner, &json)
    }

    /// Writes name and value, or nothing if there is nothing to say.
    public func write(_ owner: Owner, _ form: Form, into json: inout JSONWriter) {
        writer(owner, form, &json)
    }
}

extension Array {
    /// Finds a field by its name. Fields mostly come in the order in which they are written.
    ///
    /// - Parameter next: where to look first; afterwards the place after the field that was found.
    func index<Owner>(named name: String, next: inout Int) -> Int? where Element == Field<Owner> {
        if next < count, self[next].name == name {
            next += 1
            return next - 1
        }
        guard let index = firstIndex(where: { $0.name == name }) else { return nil }
        next = index + 1
        return index
    }

    /// Reads an object; members that are not in the table are skipped.
    func read<Owner>(_ owner: inout Owner, _ json: inout JSONReader) throws where Element == Field<Owner> {
        var next = 0
        try json.readObject { json, name in
            guard let index = index(named: name, next: &next) else { return try json.skipValue() }
            try self[index].read(&owner, &json)
        }
    }

    /// Writes the members of an object.
    public func write<Owner>(_ owner: Owner, _ form: Field<Owner>.Form, into json: inout JSONWriter)
    where Element == Field<Owner> {
        for index in indices { self[index].write(owner, form, into: &json) }
    }
}
