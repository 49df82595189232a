/// How many columns of a terminal a text takes.
enum DisplayWidth {
    static func of(_ text: String) -> Int {
        text.reduce(0) { $0 + of($1) }
    }

    /// The text, cut to `width` columns; what is cut is an ellipsis.
    static func cut(_ text: String, to width: Int) -> String {
        guard of(text) > width else { return text }
        var (result, used) = ("", 0)
        for character in text {
            let columns = of(character)
            if used + columns > width - 1 { break }
            result.append(character)
            used += columns
        }
        return result + "…"
    }

    /// What a server sent may hold anything, line ends and escape sequences included; on a terminal it must be a text.
    static func harmless(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { result.append(isControl(scalar) ? " " : scalar) }
        return String(result)
    }

    /// As ``harmless(_:)``, for a line that has our own colours in it: escapes that begin something else are taken out.
    static func harmlessKeepingColors(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        while let escape = rest.firstIndex(of: "\u{1B}") {
            result += harmless(String(rest[..<escape]))
            let sequence = rest[escape...].prefix { $0 != "m" }
            let isColor = sequence.dropFirst().first == "[" && sequence.dropFirst(2).allSatisfy(\.isNumber)
            if isColor, sequence.endIndex < rest.endIndex {
                result += sequence + "m"
                rest = rest[rest.index(after: sequence.endIndex)...]
            } else {
                result += " "
                rest = rest[rest.index(after: escape)...]
            }
        }
        return result + harmless(String(rest))
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .control
    }

    private static func of(_ character: Character) -> Int {
        guard let scalar = character.unicodeScalars.first else { return 0 }
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
            0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F,
            0x1F900...0x1F9FF, 0x20000...0x3FFFD:
            return 2
        default:
            return scalar.properties.generalCategory == .nonspacingMark ? 0 : 1
        }
    }
}
