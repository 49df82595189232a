/// Checks the grammar of RFC 8259 without storing values.
extension JSONReader {
    /// Skips a value of any depth, without recursion.
    mutating func skipNested() throws(JSONError) {
        var nesting = Nesting()
        while true {
            switch try peek() {
            case .object:
                try open(UInt8(ascii: "{"), expected: "an object")
                if try nextSignificant() != UInt8(ascii: "}") {
                    nesting.push(isObject: true)
                    try skipName()
                    continue
                }
                close()
            case .array:
                try open(UInt8(ascii: "["), expected: "an array")
                if try nextSignificant() != UInt8(ascii: "]") {
                    nesting.push(isObject: false)
                    continue
                }
                close()
            case .string: _ = try skipString()
            case .number: try skipNumber()
            case .boolean: try skipLiteral(bytes[position] == UInt8(ascii: "t") ? "true" : "false")
            case .null: try skipLiteral("null")
            }
            if try skipClosings(&nesting) { return }
        }
    }

    /// Skips the brackets and the comma after a value, up to the next value.
    ///
    /// - Returns: whether there is no further value.
    private mutating func skipClosings(_ nesting: inout Nesting) throws(JSONError) -> Bool {
        while nesting.depth > 0 {
            switch try nextSignificant() {
            case UInt8(ascii: ","):
                position += 1
                if nesting.isObject { try skipName() }
                return false
            case UInt8(ascii: "}") where nesting.isObject, UInt8(ascii: "]") where !nesting.isObject:
                close()
                nesting.pop()
            default:
                throw fault(nesting.isObject ? "expected ',' or '}' in an object" : "expected ',' or ']' in an array")
            }
        }
        return true
    }

    /// Skips the name of a member and the colon.
    private mutating func skipName() throws(JSONError) {
        guard try nextSignificant() == UInt8(ascii: "\"") else { throw fault("expected a field name in quotes") }
        _ = try skipString()
        guard try nextSignificant() == UInt8(ascii: ":") else { throw fault("expected ':' after a field name") }
        position += 1
    }

    /// The open objects and arrays, one bit each. The first 64 need no memory allocation.
    private struct Nesting {
        private(set) var depth = 0
        private var word: UInt64 = 0
        private var words: [UInt64] = []

        /// Whether the innermost is an object.
        var isObject: Bool { word & 1 == 1 }

        mutating func push(isObject: Bool) {
            if depth > 0, depth % 64 == 0 { words.append(word) }
            word = word << 1 | (isObject ? 1 : 0)
            depth += 1
        }

        mutating func pop() {
            depth -= 1
            word >>= 1
            if depth > 0, depth % 64 == 0, let outer = words.popLast() { word = outer }
        }
    }

    mutating func skipLiteral(_ literal: StaticString) throws(JSONError) {
        let length = literal.utf8CodeUnitCount
        let matches =
            position + length <= bytes.count
            && literal.withUTF8Buffer { $0.elementsEqual(bytes[position..<(position + length)]) }
        guard matches else { throw fault("expected \(literal)") }
        position += length
    }

    /// Skips a string.
    ///
    /// - Returns: whether it contains escapes.
    mutating func skipString() throws(JSONError) -> Bool {
        let start = position
        position += 1
        var escaped = false
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                position += 1
                return escaped
            case UInt8(ascii: "\\"):
                escaped = true
                try skipEscape()
            case 0x00..<0x20:
                throw fault("a control character in a string must be escaped")
            default:
                position += 1
            }
        }
        throw JSONError("a string is not closed", offset: start)
    }

    private mutating func skipEscape() throws(JSONError) {
        guard position + 1 < bytes.count else { throw fault("a string is not closed") }
        switch bytes[position + 1] {
        case UInt8(ascii: "u"):
            guard hexadecimal(at: position + 2) != nil else {
                throw fault("expected four hexadecimal digits after \\u")
            }
            position += 6
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            position += 2
        default:
            throw fault("unknown escape in a string")
        }
    }

    func hexadecimal(at offset: Int) -> UInt16? {
        guard offset + 4 <= bytes.count else { return nil }
        var value: UInt16 = 0
        for byte in bytes[offset..<(offset + 4)] {
            guard let digit = Character(UnicodeScalar(byte)).hexDigitValue else { return nil }
            value = value << 4 | UInt16(digit)
        }
        return value
    }

    /// The position of the next value, which must be a number.
    mutating func startOfNumber() throws(JSONError) -> Int {
        guard try peek() == .number else { throw fault("expected a number") }
        return position
    }

    mutating func skipNumber() throws(JSONError) {
        if bytes[position] == UInt8(ascii: "-") { position += 1 }
        if position < bytes.count, bytes[position] == UInt8(ascii: "0") {
            position += 1
        } else {
            try skipDigits()
        }
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            position += 1
            try skipDigits()
        }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            position += 1
            if position < bytes.count, bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-") {
                position += 1
            }
            try skipDigits()
        }
    }

    private mutating func skipDigits() throws(JSONError) {
        let start = position
        while position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) {
            position += 1
        }
        if position == start { throw fault("expected a digit") }
    }

    /// The text of a string that ``skipString()`` has checked.
    ///
    /// - Throws: if there is a lone surrogate, which UTF-8 can't encode.
    func unescape(_ content: Range<Int>) throws(JSONError) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(content.count)
        var index = content.lowerBound
        while index < content.upperBound {
            guard bytes[index] == UInt8(ascii: "\\") else {
                text.append(bytes[index])
                index += 1
                continue
            }
            switch bytes[index + 1] {
            case UInt8(ascii: "u"):
                let (scalar, length) = try unescapeScalar(at: index)
                text.append(contentsOf: Array(String(Character(scalar)).utf8))
                index += length
                continue
            case UInt8(ascii: "b"): text.append(0x08)
            case UInt8(ascii: "f"): text.append(0x0C)
            case UInt8(ascii: "n"): text.append(0x0A)
            case UInt8(ascii: "r"): text.append(0x0D)
            case UInt8(ascii: "t"): text.append(0x09)
            case let other: text.append(other)
            }
            index += 2
        }
        return String(decoding: text, as: UTF8.self)
    }

    private func unescapeScalar(at index: Int) throws(JSONError) -> (Unicode.Scalar, length: Int) {
        let unit = hexadecimal(at: index + 2) ?? 0
        if let scalar = Unicode.Scalar(unit) { return (scalar, 6) }
        if UTF16.isLeadSurrogate(unit), index + 7 < bytes.count, bytes[index + 6] == UInt8(ascii: "\\"),
            bytes[index + 7] == UInt8(ascii: "u"), let low = hexadecimal(at: index + 8), UTF16.isTrailSurrogate(low)
        {
            let value = 0x10000 + (UInt32(unit & 0x3FF) << 10) + UInt32(low & 0x3FF)
            if let scalar = Unicode.Scalar(value) { return (scalar, 12) }
        }
        throw JSONError("a surrogate stands alone in a string", offset: index)
    }
}
