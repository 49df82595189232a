import Synchronization

/// When each webhook of a measurement arrived, by its number.
final class Arrivals: Sendable {
    /// What has been seen so far.
    struct Tally: Sendable {
        /// The number of the first webhook.
        var first = 0
        /// Nanoseconds since 1970 of each webhook's first arrival; 0 while it has not arrived.
        var times: [Int64] = []
        /// How many webhooks have arrived at least once.
        var distinct = 0
        /// Arrivals beyond the first.
        var duplicates = 0
        /// The latest of ``times``.
        var last: Int64 = 0

        var lost: Int { times.count - distinct }
    }

    private let tally = Mutex(Tally())

    /// Forgets everything, and expects `count` webhooks numbered from `first`. Other numbers are ignored.
    func expect(_ count: Int, from first: Int) {
        // Allocated and touched beforehand: no arrival waits for memory.
        let fresh = Tally(first: first, times: [Int64](repeating: 0, count: count))
        tally.withLock { $0 = fresh }
    }

    func record(_ number: Int, at time: Int64) {
        tally.withLock { tally in
            let index = number - tally.first
            guard tally.times.indices.contains(index) else { return }
            guard tally.times[index] == 0 else {
                tally.duplicates += 1
                return
            }
            tally.times[index] = time
            tally.distinct += 1
            tally.last = time
        }
    }

    var distinct: Int { tally.withLock { $0.distinct } }

    func read() -> Tally { tally.withLock { $0 } }
}
