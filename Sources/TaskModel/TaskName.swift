/// A name that a client gave to a task: 1 to 128 letters, digits, `.`, `_`, `-` or `:`.
///
/// It is part of a path, which is why it is so plain.
public struct TaskName: Hashable, Sendable {
    public static let maximumLength = 128

    public let rawValue: String

    /// - Returns: nil where the name is not well formed.
    public init?(_ name: String) {
        let utf8 = name.utf8
        guard (1...Self.maximumLength).contains(utf8.count), utf8.allSatisfy(Self.isAllowed) else { return nil }
        rawValue = name
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"),
            UInt8(ascii: ":"):
            true
        default: false
        }
    }
}

extension TaskName: CustomStringConvertible {
    public var description: String { rawValue }
}
