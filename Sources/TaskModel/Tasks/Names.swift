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

/// A name that a client gave to a task: 1 to 128 letters, marks and digits of any language, `.`, `_`, `-` or `:`.
///
/// It is part of a path, which is why it is so plain.
public struct TaskName: Hashable, Sendable {
    /// In code points, once composed.
    public static let maximumLength = 128
    public static let expectation =
        "must be 1 to \(maximumLength) letters or digits of any language, '.', '_', '-' or ':'"

    /// Composed (NFC).
    public let rawValue: String

    /// - Returns: `nil` if the name is malformed.
    public init?(_ name: String) {
        guard let text = NameText.normalized(name, maximum: Self.maximumLength, others: "._-:") else { return nil }
        rawValue = text
    }
}

extension TaskName: CustomStringConvertible {
    public var description: String { rawValue }
}

/// A namespace for tasks: 1 to 63 letters, marks and digits of any language, none of them upper-case, `.`, `_` or `-`,
/// the first a letter or digit.
public struct TaskGroup: Hashable, Sendable, Comparable {
    public static let maximumLength = 63
    public static let expectation =
        "must be 1 to \(maximumLength) letters or digits of any language, none upper-case, '.', '_' or '-', the first a "
        + "letter or digit"
    /// The group of a task that names none.
    public static let standard = TaskGroup(stringLiteral: "default")

    public let rawValue: String

    /// - Returns: `nil` if the name is malformed.
    public init?(_ name: String) {
        let text = NameText.normalized(name, maximum: Self.maximumLength, others: "._-") { category in
            category != .uppercaseLetter && category != .titlecaseLetter
        }
        guard let text, let first = text.unicodeScalars.first, !"._-".unicodeScalars.contains(first) else { return nil }
        rawValue = text
    }

    public static func < (a: TaskGroup, b: TaskGroup) -> Bool { a.rawValue < b.rawValue }
}

extension TaskGroup: CustomStringConvertible {
    public var description: String { rawValue }
}

extension TaskGroup: ExpressibleByStringLiteral {
    /// For names in source code. Traps when the name is not well formed.
    public init(stringLiteral name: String) {
        guard let value = TaskGroup(name) else { preconditionFailure("not a group: \(name)") }
        self = value
    }
}
