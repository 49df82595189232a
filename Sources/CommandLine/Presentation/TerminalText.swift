/// Makes texts from a server or a file safe for a terminal: nothing in them may move the cursor, change the direction
/// of writing, or be invisible.
///
/// Such characters are shown as JSON escapes (`\u202E`), so that a JSON document stays valid.
enum TerminalText {
    static func harmless(_ text: String) -> String {
        guard !text.utf8.allSatisfy({ 0x20...0x7E ~= $0 }) else { return text }
        var result = ""
        for character in text {
            let scalars = character.unicodeScalars
            if !scalars.contains(where: isHarmful) || isSequence(scalars) {
                result.append(character)
            } else {
                for scalar in scalars { result += isHarmful(scalar) ? escaped(scalar) : String(scalar) }
            }
        }
        return result
    }

    /// Like ``harmless(_:)``, for a line with colours: other escape sequences are shown.
    static func harmlessKeepingColors(_ text: String) -> String {
        var result = ""
        // By scalars: a character that combines with the last letter of a colour comes from the server.
        var rest = Substring(text).unicodeScalars
        while let escape = rest.firstIndex(of: "\u{1B}") {
            result += harmless(String(rest[..<escape]))
            let sequence = rest[escape...].prefix { $0 != "m" }
            let isColor =
                sequence.dropFirst().first == "["
                && sequence.dropFirst(2).allSatisfy { $0.isASCII && $0.properties.numericType != nil }
            if isColor, sequence.endIndex < rest.endIndex {
                result += String(sequence) + "m"
                rest = rest[rest.index(after: sequence.endIndex)...]
            } else {
                result += escaped("\u{1B}")
                rest = rest[rest.index(after: escape)...]
            }
        }
        return result + harmless(String(rest))
    }

    /// Whether the scalars form one character: joiners within an emoji or a word are part of it, and so are the tags of
    /// a region's flag.
    private static func isSequence(_ scalars: Character.UnicodeScalarView) -> Bool {
        guard scalars.count > 1, let first = scalars.first, !isHarmful(first) else { return false }
        return scalars.dropFirst().allSatisfy { scalar in
            !isHarmful(scalar) || 0x200C...0x200D ~= scalar.value && first.value > 0x7F
                || first.value == 0x1F3F4 && 0xE0020...0xE007F ~= scalar.value
        }
    }

    private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .unassigned, .lineSeparator, .paragraphSeparator, .surrogate: true
        // A soft hyphen and the signs around Arabic numbers are visible.
        case .format: scalar.value != 0xAD && !(0x600...0x8E2 ~= scalar.value && scalar.value != 0x61C)
        default: false
        }
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\n": return "\\n"
        case "\t": return "\\t"
        case "\r": return "\\r"
        default: break
        }
        return String(scalar).utf16.map { unit in
            let digits = String(unit, radix: 16, uppercase: true)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }.joined()
    }
}

/// The width of texts in columns of a terminal.
enum DisplayWidth {
    static func of(_ text: String) -> Int {
        text.reduce(0) { $0 + of($1) }
    }

    /// The text, cut to `width` columns with an ellipsis.
    static func cut(_ text: String, to width: Int) -> String {
        guard of(text) > width else { return text }
        guard width > 0 else { return "" }
        return first(width - 1, of: text[...]) + "…"
    }

    /// The text in lines of at most `width` columns, broken between words if possible, and never within a character.
    static func wrapped(_ text: String, to width: Int) -> [String] {
        var lines: [String] = []
        var rest = text[...]
        while of(String(rest)) > width {
            // At least one character, however wide it is.
            var line = first(max(1, width), of: rest)
            if line.isEmpty { line = rest.prefix(1) }
            let end = rest[line.endIndex...].first == " " ? line.endIndex : line.lastIndex(of: " ") ?? line.endIndex
            lines.append(String(rest[..<end]))
            rest = rest[end...].drop { $0 == " " }
        }
        return rest.isEmpty && !lines.isEmpty ? lines : lines + [String(rest)]
    }

    /// The longest prefix that fits.
    private static func first(_ width: Int, of text: Substring) -> Substring {
        var (end, used) = (text.startIndex, 0)
        while end < text.endIndex {
            used += of(text[end])
            if used > width { break }
            end = text.index(after: end)
        }
        return text[..<end]
    }

    /// The width as terminals count it: an emoji takes two columns, however many parts it has; in other characters,
    /// combining parts take none.
    private static func of(_ character: Character) -> Int {
        guard let first = character.unicodeScalars.first else { return 0 }
        if first.isASCII, character.utf8.count == 1 { return 1 }
        let isFlag = 0x1F1E6...0x1F1FF ~= first.value && character.unicodeScalars.count == 2
        let isEmoji = first.properties.isEmoji && character.unicodeScalars.contains { $0.value == 0xFE0F }
        if isFlag || isEmoji || first.properties.isEmojiPresentation && first.value > 0xFF { return 2 }
        return character.unicodeScalars.reduce(0) { $0 + of($1) }
    }

    private static func of(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return 0
        // A soft hyphen and the signs around Arabic numbers are visible.
        case .format: return scalar.value == 0xAD || 0x600...0x8E2 ~= scalar.value && scalar.value != 0x61C ? 1 : 0
        default: break
        }
        // The vowels and final consonants of Hangul syllables combine with the character before.
        if 0x1160...0x11FF ~= scalar.value { return 0 }
        return wide.contains { $0 ~= scalar.value } ? 2 : 1
    }

    /// The characters of East Asian Width W or F in Unicode, apart from emoji.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x3247, 0x3250...0x4DBF, 0x4E00...0xA4CF,
        0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60,
        0xFFE0...0xFFE6, 0x16FE0...0x16FF1, 0x17000...0x18D08, 0x1AFF0...0x1AFFE, 0x1B000...0x1B2FB,
        0x1F200...0x1F251, 0x20000...0x3FFFD,
    ]
}
