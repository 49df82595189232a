/// A UUID with the type of what it identifies.
///
/// New ones are of version 7 (RFC 9562 section 5.7): they begin with the time in milliseconds, so that rows in the order
/// of their ids are rows in the order of their making, and inserts append to the index instead of scattering.
public struct EntityID<Entity>: Hashable, Sendable {
    /// The first 64 bits, most significant first.
    public let high: UInt64
    /// The last 64 bits.
    public let low: UInt64

    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// A new id of version 7.
    ///
    /// - Parameters:
    ///   - milliseconds: UTC milliseconds since 1970; 48 bits are kept.
    ///   - random: where the other 74 bits come from.
    public init(milliseconds: Int64, using random: inout some RandomNumberGenerator) {
        let time = UInt64(clamping: milliseconds) & 0xFFFF_FFFF_FFFF
        high = time << 16 | 0x7000 | random.next() & 0x0FFF
        low = 0x8000_0000_0000_0000 | random.next() >> 2
    }

    /// - Parameter text: the 36 characters of RFC 9562 section 4, in either case. Any version is taken.
    /// - Returns: `nil` if the text is not a UUID.
    public init?(_ text: some StringProtocol) {
        // Copied where it is a part of another, so that what follows is no generic code: that would not be specialized
        // for callers in other modules, and every request has ids.
        var text = String(text)
        guard let words = text.withUTF8(Self.words) else { return nil }
        self.init(high: words.high, low: words.low)
    }

    private static func words(_ utf8: UnsafeBufferPointer<UInt8>) -> (high: UInt64, low: UInt64)? {
        guard utf8.count == 36 else { return nil }
        var words: (high: UInt64, low: UInt64) = (0, 0)
        var digits = 0
        var offset = 0
        while offset < 36 {
            let byte = utf8[offset]
            offset += 1
            if offset == 9 || offset == 14 || offset == 19 || offset == 24 {
                guard byte == UInt8(ascii: "-") else { return nil }
                continue
            }
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
            default: return nil
            }
            if digits < 16 {
                words.high = words.high << 4 | UInt64(digit)
            } else {
                words.low = words.low << 4 | UInt64(digit)
            }
            digits += 1
        }
        return words
    }

    /// Appends the 36 characters of the canonical text.
    public func write(into buffer: inout [UInt8]) {
        for index in 0..<32 {
            if index == 8 || index == 12 || index == 16 || index == 20 { buffer.append(UInt8(ascii: "-")) }
            let word = index < 16 ? high : low
            let digit = UInt8(truncatingIfNeeded: word >> UInt64(60 - 4 * (index % 16))) & 15
            buffer.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
    }
}

extension EntityID: CustomStringConvertible {
    public var description: String {
        String(unsafeUninitializedCapacity: 36) { buffer in
            var text: [UInt8] = []
            text.reserveCapacity(36)
            write(into: &text)
            return buffer.initialize(fromContentsOf: text)
        }
    }
}

extension EntityID: Comparable {
    public static func < (a: EntityID, b: EntityID) -> Bool {
        (a.high, a.low) < (b.high, b.low)
    }
}

/// What a ``TaskID`` identifies.
public enum TaskEntity {}
/// What a ``RunID`` identifies.
public enum RunEntity {}

/// Identifies a task permanently.
public typealias TaskID = EntityID<TaskEntity>
/// Identifies one attempt; a result is applied only to the run that it names.
public typealias RunID = EntityID<RunEntity>
