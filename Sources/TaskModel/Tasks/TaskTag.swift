internal import Foundation

/// A label by which clients find tasks: 1 to 64 characters (code points), without commas, control
/// characters, ends of lines, and characters that can't be seen or that turn the direction of text, and without space at
/// its ends.
public struct TaskTag: Hashable, Sendable, Comparable {
    public static let maximumLength = 64
    /// How many a task may have.
    public static let maximumCount = 16
    public static let expectation =
        "must have 1 to \(maximumLength) characters, no comma, no control characters, none that can't be seen, and no "
        + "space at its ends"

    public let rawValue: String

    /// - Returns: `nil` if the text is malformed.
    public init?(_ text: String) {
        guard (1...(12 * Self.maximumLength)).contains(text.utf8.count) else { return nil }
        let tag = text.utf8.allSatisfy { $0 < 0x80 } ? text : text.precomposedStringWithCanonicalMapping
        guard
            tag.unicodeScalars.count <= Self.maximumLength,
            let first = tag.unicodeScalars.first, let last = tag.unicodeScalars.last,
            !first.properties.isWhitespace, !last.properties.isWhitespace,
            !tag.unicodeScalars.allSatisfy(\.properties.isDefaultIgnorableCodePoint),
            // A comma separates several in a query.
            tag.unicodeScalars.allSatisfy({ scalar in
                scalar != "," && Self.isPlain(scalar)
            })
        else { return nil }
        rawValue = tag
    }

    /// Joiners and selectors are parts of emoji, and of words in Persian and Hindi.
    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: false
        default:
            switch scalar.value {
            case 0x200C, 0x200D, 0xFE00...0xFE0F, 0xE0020...0xE007F: true
            default: !scalar.properties.isDefaultIgnorableCodePoint && !scalar.properties.isBidiControl
            }
        }
    }

    public static func < (a: TaskTag, b: TaskTag) -> Bool { a.rawValue < b.rawValue }
}

extension TaskTag: CustomStringConvertible {
    public var description: String { rawValue }
}

extension TaskTag: ExpressibleByStringLiteral {
    /// For tags in source code. Traps when the text is not well formed.
    public init(stringLiteral text: String) {
        guard let value = TaskTag(text) else { preconditionFailure("not a tag: \(text)") }
        self = value
    }
}
