import DequeModule

/// The latest events, without a gap, bounded by count and size.
struct EventRing: Sendable {
    /// The position of a segment relative to the ring.
    enum Placement: Hashable, Sendable {
        case appended
        /// The ring had all of its events already.
        case known
        /// Events before it are missing.
        case early
    }

    struct Bounds: Sendable {
        var count = 10_000
        var bytes = 16 * 1024 * 1024
    }

    private(set) var segments: Deque<EventSegment> = []
    /// The number of the next event.
    private(set) var next: Int64
    private let bounds: Bounds
    private var bytes = 0

    /// - Parameter next: the number of the first event.
    init(next: Int64, bounds: Bounds = Bounds()) {
        self.next = next
        self.bounds = bounds
    }

    /// The number of the first event in the ring; ``next`` if it is empty.
    var start: Int64 { segments.first?.first ?? next }
    /// The number of the last event.
    var end: Int64 { next - 1 }

    mutating func append(_ segment: EventSegment) -> Placement {
        guard segment.last >= next else { return .known }
        guard segment.first <= next else { return .early }
        segments.append(segment.dropping(through: next - 1))
        bytes += segment.frames.count
        next = segment.last + 1
        while segments.count > 1, let first = segments.first,
            next - start > bounds.count || bytes > bounds.bytes
        {
            bytes -= first.frames.count
            segments.removeFirst()
        }
        return .appended
    }

    /// Continues at a later event, and drops those before it.
    mutating func skip(to id: Int64) {
        guard id > next else { return }
        segments = []
        bytes = 0
        next = id
    }
}
