extension JSONReader {
    /// Reads a string and resolves its escapes.
    public mutating func readString() throws(JSONError) -> String {
        guard try nextSignificant() == UInt8(ascii: "\"") else { throw fault("expected a string") }
        let start = position + 1
        let escaped = try skipString()
        let content = start..<(position - 1)
        guard escaped else { return String(decoding: bytes[content], as: UTF8.self) }
        return try unescape(content)
    }

    /// Reads `true` or `false`.
    public mutating func readBool() throws(JSONError) -> Bool {
        switch try peek() {
        case .boolean where bytes[position] == UInt8(ascii: "t"):
            try skipLiteral("true")
            return true
        case .boolean:
            try skipLiteral("false")
            return false
        default: throw fault("expected true or false")
        }
    }

    /// Reads a whole number that fits 64 bits; `5.0` and `5e0` are refused.
    public mutating func readInt() throws(JSONError) -> Int {
        let start = try startOfNumber()
        try skipNumber()
        guard let value = Int(String(decoding: bytes[start..<position], as: UTF8.self)) else {
            throw JSONError("expected a whole number", offset: start)
        }
        return value
    }

    /// Reads a number. One that a `Double` cannot hold exactly is rounded.
    public mutating func readDouble() throws(JSONError) -> Double {
        let start = try startOfNumber()
        try skipNumber()
        guard let value = Double(String(decoding: bytes[start..<position], as: UTF8.self)), value.isFinite else {
            throw JSONError("expected a number of ordinary size", offset: start)
        }
        return value
    }

    /// Whether the next value is `null`, which is then read.
    public mutating func readNull() throws(JSONError) -> Bool {
        guard try peek() == .null else { return false }
        try skipLiteral("null")
        return true
    }

    /// Reads any value and keeps its text.
    public mutating func readRaw() throws(JSONError) -> RawJSON {
        _ = try nextSignificant()
        let start = position
        try skipValue()
        return RawJSON(unchecked: Array(bytes[start..<position]))
    }

    /// Reads any value, checks its form, and forgets it.
    public mutating func skipValue() throws(JSONError) {
        try skipNested()
    }
}
