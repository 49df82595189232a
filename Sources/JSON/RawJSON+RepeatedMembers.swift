extension RawJSON {
    /// The pointer to the first member whose name occurs earlier in the same object; `nil` if there is none.
    ///
    /// RFC 7493 (section 2.3) forbids such members, since readers disagree about which of them counts. Names are
    /// compared with their escapes resolved, code unit by code unit. The cost is linear in the length of the text.
    public func repeatedMember() -> String? {
        // Two members in one object need a comma, and most values have no object at all.
        guard bytes.contains(UInt8(ascii: "{")), bytes.contains(UInt8(ascii: ",")) else { return nil }
        guard var reader = try? JSONReader(bytes, maximumDepth: .max) else { return nil }
        return try? reader.repeatedMember()
    }
}

extension JSONReader {
    /// Searches a value that is known to be valid. The recursion is at most as deep as the reader that checked it
    /// allowed.
    fileprivate mutating func repeatedMember() throws -> String? {
        switch try peek() {
        case .object:
            var names = SeenNames()
            try open(UInt8(ascii: "{"), expected: "an object")
            while try nextSignificant() != UInt8(ascii: "}") {
                if bytes[position] == UInt8(ascii: ",") { position += 1 }
                let name = try readName()
                if try nextSignificant() == UInt8(ascii: ":") { position += 1 }
                if let found = names.insert(name) ? try repeatedMember() : "" {
                    return JSONPointer.joining("", String(decoding: name, as: UTF8.self)) + found
                }
            }
            close()
        case .array:
            var index = 0
            try open(UInt8(ascii: "["), expected: "an array")
            while try nextSignificant() != UInt8(ascii: "]") {
                if bytes[position] == UInt8(ascii: ",") { position += 1 }
                if let found = try repeatedMember() { return "/\(index)" + found }
                index += 1
            }
            close()
        default: try skipValue()
        }
        return nil
    }

    /// Reads a name, with its escapes resolved if possible.
    private mutating func readName() throws -> ArraySlice<UInt8> {
        _ = try nextSignificant()
        let start = position + 1
        let isEscaped = try skipString()
        let content = start..<(position - 1)
        if isEscaped, let text = try? unescape(content) { return Array(text.utf8)[...] }
        return bytes[content]
    }
}

/// The names of the members of one object. Up to eight are compared one by one, which is faster than hashing.
private struct SeenNames {
    private var few: [ArraySlice<UInt8>] = []
    private var many: Set<ArraySlice<UInt8>> = []

    /// - Returns: whether the name is new.
    mutating func insert(_ name: ArraySlice<UInt8>) -> Bool {
        if !many.isEmpty { return many.insert(name).inserted }
        if few.contains(name) { return false }
        few.append(name)
        if few.count > 8 { many = Set(few) }
        return true
    }
}

/// JSON pointers (RFC 6901) as texts.
public enum JSONPointer {
    /// The pointer to the member `field` of the value at `parent`.
    public static func joining(_ parent: String, _ field: String) -> String {
        var token = ""
        for character in field.unicodeScalars {
            switch character {
            case "~": token += "~0"
            case "/": token += "~1"
            default: token.unicodeScalars.append(character)
            }
        }
        return parent + "/" + token
    }
}
