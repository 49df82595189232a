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
        var end = text.utf8.index(text.startIndex, offsetBy: limit)
        while end > text.startIndex, end.samePosition(in: text.unicodeScalars) == nil {
            end = text.utf8.index(before: end)
        }
        let whole = text[..<end]
        guard let last = whole.last, last.utf8.count < whole.utf8.count else { return String(whole) }
        // What people see as one character, such as a flag, may be several for Unicode. Asked of the whole text: an index
        // of the part would remember where the part ends.
        let start = text.utf8.index(text.startIndex, offsetBy: whole.utf8.count - last.utf8.count)
        return String(text.index(after: start) > end ? text[..<start] : whole)
    }
}
