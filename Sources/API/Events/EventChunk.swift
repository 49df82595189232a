import NIOCore

/// A piece of a stream: what a client is sent next.
struct EventChunk: Sendable {
    /// About how large it may become, in bytes: the most that is held for a client that reads slowly.
    static let maximumBytes = 64 * 1024

    /// The frames of events that the filter let through; perhaps none.
    private(set) var bytes = ByteBuffer()
    /// The number of the last event that was looked at.
    private(set) var cursor: Int64

    /// Whether there may be more, for which it had no room.
    var isFull: Bool { bytes.readableBytes >= Self.maximumBytes }

    /// Nothing, up to an event.
    init(through cursor: Int64) {
        self.cursor = cursor
    }

    /// - Parameters:
    ///   - cursor: the events after this one.
    ///   - segments: in the order of their events.
    init(after cursor: Int64, of segments: some RandomAccessCollection<EventSegment>, filter: EventFilter) {
        self.cursor = cursor
        var (low, high) = (segments.startIndex, segments.endIndex)
        while low < high {
            let middle = segments.index(low, offsetBy: segments.distance(from: low, to: high) / 2)
            if segments[middle].last > cursor { high = middle } else { low = segments.index(after: middle) }
        }
        for segment in segments[low...] {
            guard append(segment, filter) else { return }
        }
    }

    /// - Returns: whether there is room for more.
    private mutating func append(_ segment: EventSegment, _ filter: EventFilter) -> Bool {
        // Frames that lie side by side are copied at once.
        var found = 0..<0
        for id in max(cursor + 1, segment.first)...segment.last {
            let event = segment.event(id)
            cursor = id
            guard filter.matches(event) else { continue }
            if found.upperBound == event.frame.lowerBound, !found.isEmpty {
                found = found.lowerBound..<event.frame.upperBound
            } else {
                bytes.writeBytes(segment.frames[found])
                found = event.frame
            }
            guard bytes.readableBytes + found.count < Self.maximumBytes else { break }
        }
        bytes.writeBytes(segment.frames[found])
        return !isFull
    }
}
