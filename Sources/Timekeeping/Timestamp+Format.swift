extension Timestamp: CustomStringConvertible {
    /// RFC 3339 in UTC with milliseconds, always 24 characters: `2026-06-10T15:00:00.000Z`.
    public var rfc3339: String {
        String(unsafeUninitializedCapacity: Self.formattedLength) { characters in
            format(into: characters)
            return Self.formattedLength
        }
    }

    /// Appends the 24 ASCII characters of ``rfc3339``.
    public func write(into bytes: inout [UInt8]) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.formattedLength) { characters in
            format(into: characters)
            bytes.append(contentsOf: characters)
        }
    }

    /// The same as ``rfc3339``.
    public var description: String { rfc3339 }

    private static let formattedLength = 24

    /// Initializes the first 24 elements of `characters`, which must have room for them.
    private func format(into characters: UnsafeMutableBufferPointer<UInt8>) {
        let day: Int64 = 86_400_000
        let date = CivilDate(daysSinceEpoch: Int(milliseconds.flooredQuotient(by: day)))
        // Unsigned and 32 bits wide: the divisions below become multiplications.
        let time = UInt32(truncatingIfNeeded: milliseconds.flooredRemainder(by: day))
        let year = UInt32(truncatingIfNeeded: date.year)

        func put(_ character: Unicode.Scalar, at index: Int) {
            characters.initializeElement(at: index, to: UInt8(ascii: character))
        }
        func putDigit(_ value: UInt32, at index: Int) {
            characters.initializeElement(at: index, to: UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: value))
        }
        func putTwoDigits(_ value: UInt32, at index: Int) {
            putDigit(value / 10, at: index)
            putDigit(value % 10, at: index + 1)
        }

        putTwoDigits(year / 100, at: 0)
        putTwoDigits(year % 100, at: 2)
        put("-", at: 4)
        putTwoDigits(UInt32(truncatingIfNeeded: date.month), at: 5)
        put("-", at: 7)
        putTwoDigits(UInt32(truncatingIfNeeded: date.day), at: 8)
        put("T", at: 10)
        putTwoDigits(time / 3_600_000, at: 11)
        put(":", at: 13)
        putTwoDigits(time / 60_000 % 60, at: 14)
        put(":", at: 16)
        putTwoDigits(time / 1000 % 60, at: 17)
        put(".", at: 19)
        putDigit(time / 100 % 10, at: 20)
        putTwoDigits(time % 100, at: 21)
        put("Z", at: 23)
    }
}
