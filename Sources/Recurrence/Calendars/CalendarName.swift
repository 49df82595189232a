/// The name of a calendar: 1 to 100 ASCII letters, digits, `.`, `_` or `-`.
public struct CalendarName: Hashable, Sendable, Comparable, CustomStringConvertible {
    public static let maximumLength = 100
    /// What is expected, for errors.
    public static let expectation = "must be 1 to \(maximumLength) letters, digits, '.', '_' or '-'"

    public let rawValue: String

    /// - Returns: `nil` if the text is no such name.
    public init?(_ text: String) {
        guard 1...Self.maximumLength ~= text.utf8.count, text.utf8.allSatisfy(Self.isAllowed) else { return nil }
        rawValue = text
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    public var description: String { rawValue }

    public static func < (left: CalendarName, right: CalendarName) -> Bool { left.rawValue < right.rawValue }
}
