/// Why an attempt failed.
public struct RunError: Hashable, Sendable {
    /// The longest code that is kept, in bytes.
    public static let maximumCodeLength = 64
    /// The longest message that is kept, in bytes.
    public static let maximumMessageLength = 2048

    /// A word for programs, such as `timeout` or `http_status`.
    public let code: String
    /// A sentence for people.
    public let message: String

    /// Texts over the limits are cut, at the end of a character.
    public init(code: String, message: String) {
        self.code = Self.cut(code, to: Self.maximumCodeLength)
        self.message = Self.cut(message, to: Self.maximumMessageLength)
    }

    /// The beginning of a text, cut at the end of a character.
    ///
    /// - Parameter limit: in bytes of UTF-8.
    public static func cut(_ text: String, to limit: Int) -> String {
        guard text.utf8.count > limit else { return text }
        let end = text.utf8.index(text.startIndex, offsetBy: limit)
        // An index inside a character is rounded down to where the character begins.
        return String(text[..<text.index(atOrBefore: end)])
    }
}

extension String {
    /// The start of the character that `index` lies in.
    fileprivate func index(atOrBefore index: Index) -> Index {
        var scalar = index
        while scalar > startIndex, scalar.samePosition(in: unicodeScalars) == nil {
            scalar = utf8.index(before: scalar)
        }
        return scalar
    }
}
