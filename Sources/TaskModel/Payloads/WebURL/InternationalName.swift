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
            case 0xAD, 0x34F, 0x200B, 0x2060, 0x2064, 0xFEFF, 0x180B...0x180D, 0x180F, 0xFE00...0xFE0F,
                0xE0100...0xE01EF:
                continue
            default: scalars.append(scalar)
            }
        }
        return String(scalars).precomposedStringWithCanonicalMapping
    }

    /// A name in ASCII.
    ///
    /// - Parameter name: as ``mapped(_:)`` gives it.
    /// - Returns: `nil` if it has a character that no name has, characters that don't go together, or an `xn--` that
    ///   stands for nothing.
    static func ascii(_ name: String) -> String? {
        var encoded: [String] = []
        var plain: [String] = []
        for bytes in name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) {
            guard let label = label(Substring(bytes)) else { return nil }
            encoded.append(label.ascii)
            plain.append(label.plain)
        }
        return BidiRule.allows(plain) ? encoded.joined(separator: ".") : nil
    }

    private static func label(_ label: Substring) -> (ascii: String, plain: String)? {
        if label.hasPrefix("xn--") {
            // Not compared as texts: those with the same characters in other code points are equal.
            guard let plain = Punycode.decode(label.dropFirst(4)), !plain.utf8.allSatisfy({ $0 < 0x80 }),
                mapped(plain).utf8.elementsEqual(plain.utf8),
                Punycode.encode(plain).utf8.elementsEqual(label.dropFirst(4).utf8), isAllowed(plain)
            else { return nil }
            return (String(label), plain)
        }
        let plain = String(label)
        guard !label.utf8.allSatisfy({ $0 < 0x80 }) else { return (plain, plain) }
        return isAllowed(plain) ? ("xn--" + Punycode.encode(plain), plain) : nil
    }

    /// Letters, marks, digits and symbols, no mark at the beginning, and no joiner that joins nothing.
    private static func isAllowed(_ label: String) -> Bool {
        let scalars = Array(label.unicodeScalars)
        guard let first = scalars.first, !isMark(first) else { return false }
        return scalars.indices.allSatisfy { index in
            let scalar = scalars[index]
            if scalar.isASCII || isMark(scalar) { return true }
            switch scalar.value {
            case 0x200C: return isAfterVirama(index, in: scalars) || isBetweenJoining(index, in: scalars)
            case 0x200D: return isAfterVirama(index, in: scalars)
            // What stands for a character that is not there, and what describes one.
            case 0xFFFC, 0xFFFD, 0x2FF0...0x2FFF: return false
            default: break
            }
            guard !scalar.properties.isDefaultIgnorableCodePoint else { return false }
            return switch scalar.properties.generalCategory {
            case .lowercaseLetter, .otherLetter, .modifierLetter, .decimalNumber, .otherNumber, .letterNumber,
                .otherSymbol, .mathSymbol, .currencySymbol, .modifierSymbol, .dashPunctuation, .otherPunctuation,
                .initialPunctuation, .finalPunctuation, .openPunctuation, .closePunctuation, .connectorPunctuation:
                true
            default: false
            }
        }
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        [.nonspacingMark, .spacingMark, .enclosingMark].contains(scalar.properties.generalCategory)
    }

    // MARK: - Joiners (RFC 5892, appendix A)

    private static func isAfterVirama(_ index: Int, in scalars: [Unicode.Scalar]) -> Bool {
        index > 0 && scalars[index - 1].properties.canonicalCombiningClass == .virama
    }

    /// Whether it keeps two letters apart that would be written joined.
    private static func isBetweenJoining(_ index: Int, in scalars: [Unicode.Scalar]) -> Bool {
        guard let before = scalars[..<index].last(where: { !isMark($0) }),
            let after = scalars[(index + 1)...].first(where: { !isMark($0) })
        else { return false }
        return joins(before) && !joinsBeforeOnly(before) && joins(after)
    }

    /// Letters of Arabic, Syriac, N'Ko and Mongolian.
    private static func joins(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x621, 0x674, 0x6D5: false
        case 0x620...0x64A, 0x66E...0x6D3, 0x6EE...0x6EF, 0x6FA...0x6FF, 0x710...0x77F, 0x7CA...0x7EA, 0x8A0...0x8C7,
            0x1820...0x18AA:
            scalar.properties.isAlphabetic
        default: false
        }
    }

    /// Letters of Arabic that join with the one before them and not with the one after.
    private static func joinsBeforeOnly(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x622...0x625, 0x627, 0x629, 0x62F...0x632, 0x648, 0x671...0x673, 0x675...0x677, 0x688...0x699, 0x6C0,
            0x6C3...0x6CB, 0x6CD, 0x6CF, 0x6D2...0x6D3, 0x6EE...0x6EF:
            true
        default: false
        }
    }
}

/// What names may mix of scripts that run from right to left (RFC 5893, section 2): one that is shown in another order than
/// it is written could be taken for another.
enum BidiRule {
    private enum Direction {
        case left
        case right
        case arabicNumber
        case number
        case mark
        case neutral
    }

    /// - Parameter labels: of one name, in Unicode.
    static func allows(_ labels: [String]) -> Bool {
        let labels = labels.map { $0.unicodeScalars.map(direction) }.filter { !$0.isEmpty }
        guard labels.contains(where: { $0.contains { $0 == .right || $0 == .arabicNumber } }) else { return true }
        return labels.allSatisfy(isAllowed)
    }

    private static func isAllowed(_ label: [Direction]) -> Bool {
        let last = label.last { $0 != .mark }
        switch label.first {
        case .right:
            return !label.contains(.left) && [.right, .number, .arabicNumber].contains(last)
                && !(label.contains(.number) && label.contains(.arabicNumber))
        case .left:
            return !label.contains(.right) && !label.contains(.arabicNumber) && [.left, .number].contains(last)
        default: return false
        }
    }

    /// The standard library has no bidirectional classes. By blocks and categories they are near enough: what is neutral
    /// here is never more than refused at the end of a label.
    private static func direction(_ scalar: Unicode.Scalar) -> Direction {
        let category = scalar.properties.generalCategory
        if category == .nonspacingMark || category == .enclosingMark { return .mark }
        switch scalar.value {
        case 0x30...0x39, 0x6F0...0x6F9: return .number
        case 0x600...0x605, 0x660...0x669, 0x66B...0x66C, 0x6DD, 0x8E2, 0x10D30...0x10D39, 0x10E60...0x10E7E:
            return .arabicNumber
        case 0x590...0x8FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFF, 0x10800...0x10FFF, 0x1E800...0x1EFFF:
            return category == .otherSymbol || category == .mathSymbol ? .neutral : .right
        default: break
        }
        switch category {
        case .lowercaseLetter, .uppercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .spacingMark,
            .decimalNumber, .letterNumber:
            return .left
        default: return .neutral
        }
    }
}
