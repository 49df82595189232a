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
