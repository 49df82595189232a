internal import Foundation

/// Domain names in other scripts than ASCII: mapped as UTS #46 does, and written with Punycode.
enum InternationalName {
    /// Compatibility characters, capitals and the dots of other scripts become what they stand for; what is invisible goes.
    static func mapped(_ name: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in name.precomposedStringWithCompatibilityMapping.lowercased().unicodeScalars {
            switch scalar.value {
            case 0x3002, 0xFF0E, 0xFF61: scalars.append(".")
            // The soft hyphen, what joins nothing, and selectors of variants.
            case 0xAD, 0x200B, 0x2060, 0xFEFF, 0x180B...0x180D, 0x180F, 0xFE00...0xFE0F: continue
            default: scalars.append(scalar)
            }
        }
        return String(scalars).precomposedStringWithCanonicalMapping
    }

    /// One label in ASCII.
    ///
    /// - Parameter label: as ``mapped(_:)`` gives it.
    /// - Returns: `nil` if it has a character that no name has, or an `xn--` that stands for nothing.
    static func label(_ label: Substring) -> String? {
        if label.hasPrefix("xn--") {
            guard let plain = Punycode.decode(label.dropFirst(4)), !plain.isEmpty,
                !plain.utf8.allSatisfy({ $0 < 0x80 }),
                mapped(plain) == plain, isAllowed(plain)
            else { return nil }
            return String(label)
        }
        guard !label.utf8.allSatisfy({ $0 < 0x80 }) else { return String(label) }
        let plain = String(label)
        return isAllowed(plain) ? "xn--" + Punycode.encode(plain) : nil
    }

    /// Letters, marks, digits and symbols, and no mark at the beginning.
    private static func isAllowed(_ label: String) -> Bool {
        func isMark(_ scalar: Unicode.Scalar) -> Bool {
            [.nonspacingMark, .spacingMark, .enclosingMark].contains(scalar.properties.generalCategory)
        }
        guard let first = label.unicodeScalars.first, !isMark(first) else { return false }
        return label.unicodeScalars.allSatisfy { scalar in
            if scalar.isASCII || isMark(scalar) { return true }
            return switch scalar.properties.generalCategory {
            case .lowercaseLetter, .otherLetter, .modifierLetter, .decimalNumber, .otherNumber, .letterNumber,
                .otherSymbol, .dashPunctuation, .otherPunctuation:
                true
            // The joiners of Indic and Arabic scripts.
            case .format: scalar.value == 0x200C || scalar.value == 0x200D
            default: false
            }
        }
    }
}
