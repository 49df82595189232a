/// An API key: it can be sent, and is never shown.
struct Secret: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// For the request's header only.
    let value: String

    var description: String { "(hidden)" }
    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: []) }

    /// - Parameter source: where it came from, for the error.
    /// - Throws: ``Failure``, which does not show it, where no header could hold it.
    init(_ text: String, from source: String) throws {
        let value = String(
            String.UnicodeScalarView(
                text.unicodeScalars.drop(while: Self.isSpace).reversed().drop(while: Self.isSpace).reversed()))
        guard !value.isEmpty, value.utf8.allSatisfy({ 0x21...0x7E ~= $0 }) else {
            throw Failure(.usage, "the key from \(source) is not a key: it must be printable ASCII without spaces")
        }
        self.value = value
    }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isWhitespace }

    /// The text without the key, should somebody have put it in there.
    func removed(from text: String) -> String {
        text.split(separator: value, omittingEmptySubsequences: false).joined(separator: description)
    }
}
