/// How many columns of a terminal a text takes.
enum DisplayWidth {
    static func of(_ text: String) -> Int {
        text.reduce(0) { $0 + of($1) }
    }

    /// The text, cut to `width` columns; what is cut is an ellipsis.
    static func cut(_ text: String, to width: Int) -> String {
        guard of(text) > width else { return text }
        guard width > 0 else { return "" }
        return first(width - 1, of: text[...]) + "…"
    }

    /// The text in lines of up to `width` columns, broken between words if there are any, and never within a character.
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

    /// As many characters from its start as fit.
    private static func first(_ width: Int, of text: Substring) -> Substring {
        var (end, used) = (text.startIndex, 0)
        while end < text.endIndex {
            used += of(text[end])
            if used > width { break }
            end = text.index(after: end)
        }
        return text[..<end]
    }

    /// As terminals count: an emoji is two columns wide, however many parts it is made of; of other characters the parts
    /// that combine with the first take none.
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
        // A soft hyphen is shown, and so are the signs around Arabic numbers.
        case .format: return scalar.value == 0xAD || 0x600...0x8E2 ~= scalar.value && scalar.value != 0x61C ? 1 : 0
        default: break
        }
        // The vowels and final consonants of Hangul syllables combine with what is before them.
        if 0x1160...0x11FF ~= scalar.value { return 0 }
        return wide.contains { $0 ~= scalar.value } ? 2 : 1
    }

    /// What Unicode's East Asian Width has as W or F, apart from emoji.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x3247, 0x3250...0x4DBF, 0x4E00...0xA4CF,
        0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60,
        0xFFE0...0xFFE6, 0x16FE0...0x16FF1, 0x17000...0x18D08, 0x1AFF0...0x1AFFE, 0x1B000...0x1B2FB,
        0x1F200...0x1F251, 0x20000...0x3FFFD,
    ]
}
