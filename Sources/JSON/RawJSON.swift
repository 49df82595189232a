/// A JSON value kept exactly as its sender wrote it.
///
/// Payloads pass through Carillon unchanged: the order of keys, the digits of numbers and the escapes of strings are
/// those of the client, and no tree is built.
public struct RawJSON: Hashable, Sendable {
    /// The UTF-8 text of one valid JSON value, without white space around it.
    public let bytes: [UInt8]

    /// Wraps bytes that are known to be one valid JSON value, such as those from ``JSONReader/readRaw()``.
    public init(unchecked bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Checks that `bytes` are one valid JSON value.
    ///
    /// - Parameter maximumDepth: how deep objects and arrays may be nested.
    public init(
        validating bytes: [UInt8], maximumDepth: Int = JSONReader.maximumDepth
    ) throws(JSONError) {
        var reader = try JSONReader(bytes, maximumDepth: maximumDepth)
        self = try reader.readRaw()
        try reader.finish()
    }

    /// Wraps a literal, for tests and constants. Traps if it is not valid JSON.
    public init(_ literal: StaticString) {
        let bytes = literal.withUTF8Buffer { Array($0) }
        guard let value = try? RawJSON(validating: bytes) else { preconditionFailure("not JSON: \(literal)") }
        self = value
    }
}

extension RawJSON: CustomStringConvertible {
    public var description: String { String(decoding: bytes, as: UTF8.self) }
}

extension RawJSON {
    /// Applies a merge patch (RFC 7396): objects are merged member by member, a null removes a member, and any other
    /// value replaces the old one.
    ///
    /// Numbers, strings and the order of members stay as they were written.
    ///
    /// - Throws: ``JSONError`` if one of the two is not valid JSON.
    public func merging(_ patch: RawJSON) throws(JSONError) -> RawJSON {
        guard let changes = try patch.members() else { return patch }
        var merged: [(name: String, value: RawJSON?)] = []
        // Compared by code units: `String` treats canonically equivalent names as equal.
        var places: [[UInt8]: Int] = [:]
        func place(of name: String) -> Int {
            let key = Array(name.utf8)
            if let place = places[key] { return place }
            places[key] = merged.count
            merged.append((name, nil))
            return merged.count - 1
        }
        for (name, value) in try self.members() ?? [] { merged[place(of: name)].value = value }
        for (name, change) in changes {
            let index = place(of: name)
            let isNull = change.bytes.elementsEqual("null".utf8)
            merged[index].value = isNull ? nil : try (merged[index].value ?? RawJSON("null")).merging(change)
        }
        return RawJSON(members: merged.compactMap { member in member.value.map { (member.name, $0) } })
    }

    /// The members of an object in their order; `nil` for other values.
    public func members() throws(JSONError) -> [(name: String, value: RawJSON)]? {
        var reader = try JSONReader(bytes)
        guard try reader.peek() == .object else { return nil }
        var members: [(name: String, value: RawJSON)] = []
        do {
            try reader.readObject { reader, name in members.append((name, try reader.readRaw())) }
        } catch let error as JSONError {
            throw error
        } catch {
            throw JSONError("\(error)", offset: 0)
        }
        return members
    }

    /// Creates an object from its members.
    public init(members: [(name: String, value: RawJSON)]) {
        self.init(
            unchecked: JSONWriter.object { json in
                for (name, value) in members {
                    json.key(escaping: name)
                    json.raw(value)
                }
            })
    }
}
