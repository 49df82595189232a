import Timekeeping

/// Scans the text of a rule from front to back.
struct TextScanner {
    /// The longest text of a rule, in bytes.
    static let maximumLength = 4096

    private let bytes: [UInt8]
    private(set) var position = 0

    /// - Throws: if the text is too long.
    init(_ text: String) throws(RuleTextError) {
        var bytes = Array(text.utf8)
        // Texts from files end with a line end.
        while let last = bytes.last, last == UInt8(ascii: "\n") || last == UInt8(ascii: "\r") { bytes.removeLast() }
        self.bytes = bytes
        guard bytes.count <= Self.maximumLength else {
            throw RuleTextError(Self.maximumLength + 1, "a rule may be at most \(Self.maximumLength) bytes long")
        }
    }

    /// From 1.
    var column: Int { position + 1 }

    var isAtEnd: Bool { position == bytes.count }

    var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    /// Takes a character if it comes next.
    mutating func take(_ character: Character) -> Bool {
        guard let next, next == character.asciiValue else { return false }
        position += 1
        return true
    }

    /// Takes the letters that come next, at most `limit`, as upper case.
    mutating func takeLetters(atMost limit: Int = 16) -> String {
        var word = ""
        while let next, Self.isLetter(next), word.utf8.count < limit {
            word.unicodeScalars.append(Unicode.Scalar(next & 0xDF))
            position += 1
        }
        return word
    }

    /// Takes a whole number of at most nine digits; `nil` if there is none or it is longer.
    mutating func takeNumber() -> Int? {
        let start = position
        var value = 0
        while let next, Self.isDigit(next), position - start < 10 {
            value = value * 10 + Int(next - UInt8(ascii: "0"))
            position += 1
        }
        guard 1...9 ~= position - start else {
            position = start
            return nil
        }
        return value
    }

    /// Takes one digit; `nil` if there is none.
    mutating func takeDigit() -> Int? {
        guard let next, Self.isDigit(next) else { return nil }
        position += 1
        return Int(next - UInt8(ascii: "0"))
    }

    /// Takes a word if it comes next, ignoring the case of ASCII letters.
    mutating func take(word: String) -> Bool {
        let expected = Array(word.utf8)
        guard bytes.count - position >= expected.count else { return false }
        for (index, byte) in expected.enumerated() {
            let found = bytes[position + index]
            let isSame = found == byte || Self.isLetter(byte) && found & 0xDF == byte & 0xDF && Self.isLetter(found)
            if !isSame { return false }
        }
        position += expected.count
        return true
    }

    /// Whether a word comes next.
    func isAt(word: String) -> Bool {
        var rest = self
        return rest.take(word: word)
    }

    var isAtSpace: Bool { next.map(Self.isSpace) ?? false }

    /// Takes the text up to a character, or the rest.
    mutating func take(until end: Character) -> String {
        let start = position
        while let next, next != end.asciiValue { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    /// Takes the text up to a space.
    mutating func takeField() -> String {
        let start = position
        while let next, !Self.isSpace(next) { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    /// The rest of the text, split at spaces.
    var fields: [(index: Int, text: String, column: Int)] {
        var (fields, rest) = ([(index: Int, text: String, column: Int)](), self)
        rest.takeSpaces()
        while !rest.isAtEnd {
            let column = rest.column
            fields.append((fields.count, rest.takeField(), column))
            rest.takeSpaces()
        }
        return fields
    }

    /// Whether only spaces are left.
    var isAtBlankEnd: Bool { bytes[position...].allSatisfy(Self.isSpace) }

    mutating func takeSpaces() {
        while let next, Self.isSpace(next) { position += 1 }
    }

    /// The text up to the next separator, for errors.
    var found: String {
        let separators = Array(" \t,;/)".utf8)
        let word = bytes[position...].prefix { !separators.contains($0) }
        var rest = word.prefix(32)
        // Characters are not split: continuation bytes of UTF-8 begin with the bits 10.
        while rest.count < word.count, word[rest.endIndex] & 0xC0 == 0x80 { rest.removeLast() }
        guard !rest.isEmpty else { return next.map { "\"\(Character(Unicode.Scalar($0)))\"" } ?? "nothing" }
        return String(decoding: rest, as: UTF8.self)
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

    private static func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }

    static func isLetter(_ byte: UInt8) -> Bool {
        UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte & 0xDF
    }
}

extension TextScanner {
    /// Takes an iCalendar date or time: `20261224`, `20261224T180000` or `20261224T180000Z`.
    ///
    /// - Returns: `nil` if there is none; midnight for a date.
    /// - Throws: if the calendar has no such date or time.
    mutating func takeCalendarTime() throws(RuleTextError) -> (local: LocalDateTime, isDay: Bool, isUTC: Bool)? {
        let (column, start) = (column, position)
        guard let date = takeNumber(), position - start == 8 else { return nil }
        var time = 0
        let hasTime = take("T") || take("t")
        if hasTime {
            let timeStart = position
            guard let number = takeNumber(), position - timeStart == 6 else { return nil }
            time = number
        }
        let isUTC = hasTime && (take("Z") || take("z"))
        do {
            let local = try LocalDateTime(
                year: date / 10_000, month: date / 100 % 100, day: date % 100, hour: time / 10_000,
                minute: time / 100 % 100, second: time % 100, millisecond: 0)
            return (local, !hasTime, isUTC)
        } catch {
            throw RuleTextError(column, "the date is not valid: \(error.message)")
        }
    }
}
