/// A content line of an iCalendar file, unfolded (RFC 5545, section 3.1): `NAME;PARAMETER=value:value`.
struct ICalendarLine {
    /// In capitals.
    var name = ""
    /// The parameters by their names in capitals; if one is given twice, the last counts.
    var parameters: [String: String] = [:]
    var value: Substring = ""
    /// The number of its first line, from 1.
    let number: Int

    /// - Returns: `nil` if the text is not a content line.
    init?(_ text: String, number: Int) {
        self.number = number
        // A value in quotation marks may have colons and semicolons.
        var isQuoted = false
        var pieces: [Substring] = []
        var start = text.startIndex
        var end: String.Index?
        for index in text.utf8.indices {
            switch text.utf8[index] {
            case UInt8(ascii: "\""): isQuoted.toggle()
            case UInt8(ascii: ";") where !isQuoted, UInt8(ascii: ":") where !isQuoted:
                pieces.append(text[start..<index])
                start = text.utf8.index(after: index)
                if text.utf8[index] == UInt8(ascii: ":") { end = start }
            default: continue
            }
            if end != nil { break }
        }
        guard let end, let first = pieces.first, !first.isEmpty,
            first.utf8.allSatisfy({ $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") || Self.isAlphanumeric($0) })
        else { return nil }
        name = first.uppercased()
        value = text[end...]
        for piece in pieces.dropFirst() {
            guard let equals = piece.firstIndex(of: "=") else { return nil }
            parameters[piece[..<equals].uppercased()] = piece[piece.index(after: equals)...].filter { $0 != "\"" }
        }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
    }

    /// The value as text, with its escapes resolved (section 3.3.11).
    var text: String {
        var text = String.UnicodeScalarView()
        var isEscaped = false
        for character in value.unicodeScalars {
            if isEscaped {
                text.append(character == "n" || character == "N" ? "\n" : character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else {
                text.append(character)
            }
        }
        return String(text)
    }

    /// The unfolded lines of a file: a line that begins with a space or a tab continues the one before. Lines may end
    /// with CRLF, LF or CR; a byte order mark is skipped.
    static func unfolding(_ bytes: some Collection<UInt8>) -> [(text: String, number: Int)] {
        var lines: [(text: String, number: Int)] = []
        // Folding counts bytes and may split a character: lines are joined before they are decoded.
        var current: [UInt8] = []
        var (number, currentNumber) = (0, 1)
        var rest = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        while !rest.isEmpty {
            number += 1
            let end = rest.firstIndex { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") } ?? rest.endIndex
            let physical = rest[rest.startIndex..<end]
            rest = rest[end...]
            if rest.first == UInt8(ascii: "\r") {
                rest = rest.dropFirst()
            } else if rest.first == UInt8(ascii: "\n") {
                rest = rest.dropFirst()
            }
            if end < bytes.endIndex, bytes[end] == UInt8(ascii: "\r"), rest.first == UInt8(ascii: "\n") {
                rest = rest.dropFirst()
            }
            if let first = physical.first, first == UInt8(ascii: " ") || first == UInt8(ascii: "\t"),
                !lines.isEmpty || !current.isEmpty
            {
                current += physical.dropFirst()
                continue
            }
            if !current.isEmpty { lines.append((String(decoding: current, as: UTF8.self), currentNumber)) }
            (current, currentNumber) = (Array(physical), number)
        }
        if !current.isEmpty { lines.append((String(decoding: current, as: UTF8.self), currentNumber)) }
        return lines
    }
}
