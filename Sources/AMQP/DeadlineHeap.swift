/// A binary min-heap of deadlines with a key each. Entries are not removed when their purpose is: whoever pops one
/// checks whether it still means anything.
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
