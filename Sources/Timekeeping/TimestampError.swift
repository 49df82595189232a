/// Why a text is not a time.
public struct TimestampError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of mistake.
    public var code: Code

    /// What is wrong and what was expected, worded to follow the name of the field: "has no offset; add Z or …".
    public var message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }
}

extension TimestampError {
    /// The kinds of mistakes; more may be added.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        /// The text is not written as a date and time.
        public static let malformed = Code(.malformed)
        /// The text is a local date and time; which instant that is depends on the zone.
        public static let missingOffset = Code(.missingOffset)
        /// Well written, but no calendar or clock shows it: February 30, hour 24.
        public static let impossibleDate = Code(.impossibleDate)
        /// A real date outside the years 0001–9999.
        public static let outOfRange = Code(.outOfRange)

        public var description: String { "\(value)" }

        private enum Value: Hashable {
            case malformed, missingOffset, impossibleDate, outOfRange
        }

        private let value: Value

        private init(_ value: Value) {
            self.value = value
        }
    }
}
