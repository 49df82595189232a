/// The calls in flight: finds the one that a reply belongs to, and those whose time is up.
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

    /// - Returns: nil if as many as allowed are in flight already.
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

    /// The next moment at which a call runs out of time.
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

    /// Calls are mostly answered long before their deadlines, which therefore pile up: at ten thousand calls a second
    /// of five seconds each, fifty thousand.
    private mutating func dropDeadDeadlines() {
        var kept = DeadlineHeap()
        while let entry = deadlines.popEarliest() {
            if contains(CorrelationID(rawValue: entry.key)) { kept.insert(entry.deadline, key: entry.key) }
        }
        deadlines = kept
    }
}
