/// The publishes of one channel that wait for their confirm, in the order of their tags.
///
/// Tags count from 1 with each `confirm.select`, acks may come out of order, and one with `multiple` settles all tags
/// up to its own (RabbitMQ, "Consumer Acknowledgements and Publisher Confirms"). A ring indexed by tag: no hashing
/// and no allocation once it has grown to the channel's limit.
struct ConfirmTracker<Publish> {
    private var ring: [Publish?]
    /// The oldest tag that the ring still covers; every tag before it is settled.
    private var oldest: UInt64 = 1
    private var next: UInt64 = 1
    /// How many have been sent and not settled.
    private(set) var outstanding = 0
    /// The tag after which the next search starts: returns come in the order of the publishes.
    private var searchHint: UInt64 = 1

    init(minimumCapacity: Int = 64) {
        var capacity = 64
        while capacity < minimumCapacity { capacity *= 2 }
        ring = Array(repeating: nil, count: capacity)
    }

    private func slot(_ tag: UInt64) -> Int {
        Int(truncatingIfNeeded: tag) & (ring.count - 1)
    }

    /// Adds a publish. Called once for every publish on the channel, in order.
    mutating func sent(_ publish: Publish) {
        if Int(next - oldest) == ring.count { grow() }
        ring[slot(next)] = publish
        next += 1
        outstanding += 1
    }

    private mutating func grow() {
        var larger: [Publish?] = Array(repeating: nil, count: ring.count * 2)
        for tag in oldest..<next {
            larger[Int(truncatingIfNeeded: tag) & (larger.count - 1)] = ring[slot(tag)]
        }
        ring = larger
    }

    /// Settles one tag, or with `multiple` everything up to it; tag 0 with `multiple` means everything.
    ///
    /// - Returns: false if there is no such tag: a fault of the broker.
    mutating func settle(tag: UInt64, multiple: Bool, _ body: (Publish) -> Void) -> Bool {
        if multiple {
            let last = tag == 0 ? next - 1 : tag
            guard last < next else { return false }
            while oldest <= last {
                take(oldest, body)
                oldest += 1
            }
            skipSettled()
            return true
        }
        guard tag >= oldest, tag < next else { return tag != 0 && tag < next }
        take(tag, body)
        if tag == oldest { skipSettled() }
        return true
    }

    private mutating func take(_ tag: UInt64, _ body: (Publish) -> Void) {
        let slot = slot(tag)
        guard let publish = ring[slot] else { return }
        ring[slot] = nil
        outstanding -= 1
        body(publish)
    }

    private mutating func skipSettled() {
        while oldest < next, ring[slot(oldest)] == nil { oldest += 1 }
    }

    /// The publish that has waited longest for its confirm.
    var oldestOutstanding: Publish? {
        oldest < next ? ring[slot(oldest)] : nil
    }

    /// Removes the oldest publishes as long as they match. Their confirms may still come: their tags stay known, and
    /// settle nothing.
    ///
    /// - Returns: how many were removed.
    mutating func giveUp(while matches: (Publish) -> Bool, _ body: (Publish) -> Void) -> Int {
        var count = 0
        while let publish = oldestOutstanding, matches(publish) {
            take(oldest, body)
            skipSettled()
            count += 1
        }
        return count
    }

    /// The first outstanding publish that matches. The search starts after the last one found.
    mutating func first(where matches: (Publish) -> Bool) -> Publish? {
        guard oldest < next else { return nil }
        let start = min(max(searchHint, oldest), next)
        for range in [start..<next, oldest..<start] {
            for tag in range {
                if let publish = ring[slot(tag)], matches(publish) {
                    searchHint = tag + 1
                    return publish
                }
            }
        }
        return nil
    }

    /// Calls `body` with each outstanding publish, oldest first.
    func visitOutstanding(_ body: (Publish) -> Void) {
        for tag in oldest..<next {
            if let publish = ring[slot(tag)] { body(publish) }
        }
    }

    /// Removes every outstanding publish, oldest first, and starts again with tag 1, as a new channel does.
    mutating func reset(_ body: (Publish) -> Void) {
        while oldest < next {
            take(oldest, body)
            oldest += 1
        }
        oldest = 1
        next = 1
        searchHint = 1
    }
}
