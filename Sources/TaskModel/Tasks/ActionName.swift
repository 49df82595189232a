/// The name of a kind of work: 1 to 64 letters, digits, `.`, `_` or `-`.
///
/// It is part of the name of a queue and of routing keys, which is why it is so plain.
public struct ActionName: Hashable, Sendable, Comparable {
    public static let maximumLength = 64
    public static let expectation = "must be 1 to \(maximumLength) letters, digits, '.', '_' or '-'"

    public let rawValue: String

    /// - Returns: `nil` if the name is malformed.
    public init?(_ name: String) {
        let utf8 = name.utf8
        guard (1...Self.maximumLength).contains(utf8.count), utf8.allSatisfy(Self.isAllowed) else { return nil }
        rawValue = name
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    public static func < (a: ActionName, b: ActionName) -> Bool { a.rawValue < b.rawValue }
}

extension ActionName: CustomStringConvertible {
    public var description: String { rawValue }
}

extension ActionName: ExpressibleByStringLiteral {
    /// For names in source code. Traps when the name is not well formed.
    public init(stringLiteral name: String) {
        guard let value = ActionName(name) else { preconditionFailure("not an action name: \(name)") }
        self = value
    }
}
