/// Texts from a server or a file, made fit for a terminal: nothing in them may move the cursor, change the direction of
/// writing, or be there without being seen.
///
/// What would is shown as JSON escapes it (`\u202E`), so that a JSON document stays one.
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

    /// As ``harmless(_:)``, for a line that has our own colours in it: escapes that begin something else are shown.
    static func harmlessKeepingColors(_ text: String) -> String {
        var result = ""
        // By scalars: what combines with the last letter of a colour is still the server's.
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

    /// Joiners within an emoji or a word are part of it, and so are the tags of a region's flag.
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
        // A soft hyphen and the signs around Arabic numbers can be seen.
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
