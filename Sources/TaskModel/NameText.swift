internal import Foundation

/// What names in any language have in common: letters, marks and digits of Unicode, composed (NFC), so that a name that
/// looks the same is the same.
enum NameText {
    /// A name in its one form.
    ///
    /// - Parameters:
    ///   - maximum: how many code points it may have.
    ///   - others: the ASCII characters that it may have besides.
    ///   - isLetter: whether a letter of this category may be in it.
    /// - Returns: `nil` if the text is not such a name.
    static func normalized(
        _ text: String, maximum: Int, others: String, isLetter: (Unicode.GeneralCategory) -> Bool = { _ in true }
    ) -> String? {
        // A letter has at most four bytes, and composing makes no text longer than three times.
        guard (1...(12 * maximum)).contains(text.utf8.count) else { return nil }
        if text.utf8.allSatisfy({ $0 < 0x80 }) {
            let isName = text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
                case UInt8(ascii: "A")...UInt8(ascii: "Z"): isLetter(.uppercaseLetter)
                default: others.utf8.contains(byte)
                }
            }
            return isName && text.utf8.count <= maximum ? text : nil
        }
        let name = text.precomposedStringWithCanonicalMapping
        guard name.unicodeScalars.count <= maximum, let first = name.unicodeScalars.first,
            !isMark(first.properties.generalCategory)
        else { return nil }
        let isName = name.unicodeScalars.allSatisfy { scalar in
            if scalar.isASCII, others.unicodeScalars.contains(scalar) { return true }
            // Some letters and marks can't be seen.
            guard !scalar.properties.isDefaultIgnorableCodePoint else { return false }
            let category = scalar.properties.generalCategory
            switch category {
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
                return isLetter(category)
            case .decimalNumber: return true
            default: return isMark(category)
            }
        }
        return isName ? name : nil
    }

    private static func isMark(_ category: Unicode.GeneralCategory) -> Bool {
        category == .nonspacingMark || category == .spacingMark || category == .enclosingMark
    }
}
