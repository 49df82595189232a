/// Names a call among those in flight: the slot of its table, and a serial number that tells apart the calls that used
/// the same slot one after another. As text it is 15 hexadecimal digits, which a `String` holds without allocating.
struct CorrelationID: Hashable {
    private static let slotBits: UInt64 = 20
    private static let serialMask: UInt64 = (1 << 40) - 1

    /// The most slots that can be told apart.
    static let maximumSlots = 1 << Int(slotBits)

    let rawValue: UInt64

    init(slot: Int, serial: UInt64) {
        rawValue = (serial & Self.serialMask) << Self.slotBits | UInt64(slot)
    }

    init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    /// - Returns: nil for what ``text`` never gives.
    init?(_ text: String) {
        guard text.utf8.count == 15 else { return nil }
        var value: UInt64 = 0
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt64(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt64(byte - UInt8(ascii: "a") + 10)
            default: return nil
            }
        }
        rawValue = value
    }

    var slot: Int { Int(rawValue & (1 << Self.slotBits - 1)) }

    var text: String {
        String(unsafeUninitializedCapacity: 15) { buffer in
            for position in 0..<15 {
                let digit = UInt8(truncatingIfNeeded: rawValue >> UInt64(4 * (14 - position))) & 15
                buffer[position] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
            }
            return 15
        }
    }
}
