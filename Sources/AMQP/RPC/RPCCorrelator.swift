/// The calls in flight: finds the call of a reply, and the calls that have timed out.
struct RPCCorrelator<Call> {
    private struct Slot {
        var id: CorrelationID
        var call: Call
    }

    private let maximumInFlight: Int
    private var slots: [Slot?] = []
    private var free: [Int] = []
    private var serial: UInt64 = 0
    private var deadlines = DeadlineHeap()
    private(set) var count = 0

    init(maximumInFlight: Int) {
        self.maximumInFlight = max(1, min(maximumInFlight, CorrelationID.maximumSlots))
    }

    /// Adds a call.
    ///
    /// - Returns: `nil` if as many calls as allowed are in flight already.
    mutating func insert(_ call: Call, deadline: MonotonicTime) -> CorrelationID? {
        guard count < maximumInFlight else { return nil }
        let index: Int
        if let reused = free.popLast() {
            index = reused
        } else {
            index = slots.count
            slots.append(nil)
        }
        serial += 1
        let id = CorrelationID(slot: index, serial: serial)
        slots[index] = Slot(id: id, call: call)
        count += 1
        if deadlines.count > 2 * count + 1024 { dropDeadDeadlines() }
        deadlines.insert(deadline, key: id.rawValue)
        return id
    }

    /// Removes the call, if it is still in flight.
    mutating func take(_ id: CorrelationID) -> Call? {
        guard id.slot < slots.count, let slot = slots[id.slot], slot.id == id else { return nil }
        slots[id.slot] = nil
        free.append(id.slot)
        count -= 1
        return slot.call
    }

    func contains(_ id: CorrelationID) -> Bool {
        id.slot < slots.count && slots[id.slot]?.id == id
    }

    /// The earliest deadline of a call.
    mutating func nextDeadline() -> MonotonicTime? {
        while let earliest = deadlines.earliest {
            if contains(CorrelationID(rawValue: earliest.key)) { return earliest.deadline }
            _ = deadlines.popEarliest()
        }
        return nil
    }

    /// Removes the calls whose deadline is not after `now`.
    mutating func expire(now: MonotonicTime) -> [Call] {
        var expired: [Call] = []
        while let deadline = nextDeadline(), deadline <= now, let entry = deadlines.popEarliest() {
            if let call = take(CorrelationID(rawValue: entry.key)) { expired.append(call) }
        }
        return expired
    }

    mutating func removeAll() -> [Call] {
        let calls = slots.compactMap { $0?.call }
        slots.removeAll(keepingCapacity: true)
        free.removeAll(keepingCapacity: true)
        deadlines.removeAll()
        count = 0
        return calls
    }

    /// Removes the deadlines of calls that have ended. Most replies come long before the deadlines, which therefore pile
    /// up: at ten thousand calls a second of five seconds each, fifty thousand.
    private mutating func dropDeadDeadlines() {
        var kept = DeadlineHeap()
        while let entry = deadlines.popEarliest() {
            if contains(CorrelationID(rawValue: entry.key)) { kept.insert(entry.deadline, key: entry.key) }
        }
        deadlines = kept
    }
}

/// Identifies a call in flight: a slot of the table, and a serial number that distinguishes successive calls in the same
/// slot. As text it is 15 hexadecimal digits, which a `String` holds without allocating.
struct CorrelationID: Hashable {
    private static let slotBits: UInt64 = 20
    private static let serialMask: UInt64 = (1 << 40) - 1

    /// The largest number of slots.
    static let maximumSlots = 1 << Int(slotBits)

    let rawValue: UInt64

    init(slot: Int, serial: UInt64) {
        rawValue = (serial & Self.serialMask) << Self.slotBits | UInt64(slot)
    }

    init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    /// - Returns: `nil` if ``text`` never has this form.
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

/// A binary min-heap of deadlines with a key each. Entries stay until they are popped: the caller then checks whether the
/// key is still in use.
struct DeadlineHeap {
    private var entries: [(deadline: MonotonicTime, key: UInt64)] = []

    var count: Int { entries.count }
    var earliest: (deadline: MonotonicTime, key: UInt64)? { entries.first }

    mutating func insert(_ deadline: MonotonicTime, key: UInt64) {
        entries.append((deadline, key))
        var child = entries.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard entries[child].deadline < entries[parent].deadline else { break }
            entries.swapAt(child, parent)
            child = parent
        }
    }

    mutating func popEarliest() -> (deadline: MonotonicTime, key: UInt64)? {
        guard let first = entries.first else { return nil }
        let last = entries.removeLast()
        guard !entries.isEmpty else { return first }
        entries[0] = last
        var parent = 0
        while true {
            var child = 2 * parent + 1
            guard child < entries.count else { break }
            if child + 1 < entries.count, entries[child + 1].deadline < entries[child].deadline { child += 1 }
            guard entries[child].deadline < entries[parent].deadline else { break }
            entries.swapAt(parent, child)
            parent = child
        }
        return first
    }

    mutating func removeAll() {
        entries.removeAll(keepingCapacity: true)
    }
}
