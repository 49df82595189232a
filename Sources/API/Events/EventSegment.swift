import JSON
import Messages
import NIOCore
import TaskModel

/// Consecutive events, and their frames, which are built once for all clients.
struct EventSegment: Sendable {
    struct Event: Sendable {
        let type: String
        let taskID: TaskID
        let action: ActionName
        let group: TaskGroup
        /// The position of its frame in ``EventSegment/frames``.
        let frame: Range<Int>
    }

    /// The frames of all events in order.
    let frames: [UInt8]
    private let events: [Event]
    private let base: Int64
    /// The number of the first event.
    private(set) var first: Int64

    /// The number of the last event.
    var last: Int64 { base + Int64(events.count) - 1 }

    /// - Throws: `MessageError` if the events are not consecutive, or don't fit into frames.
    init(_ recorded: [RecordedEvent]) throws(MessageError) {
        guard let base = recorded.first?.id, base > 0 else { throw MessageError("there is no event") }
        var frames: [UInt8] = []
        frames.reserveCapacity(recorded.reduce(0) { $0 + $1.json.bytes.count + 64 })
        var events: [Event] = []
        events.reserveCapacity(recorded.count)
        for event in recorded {
            guard event.id == base + Int64(events.count) else {
                throw MessageError("event \(event.id) does not follow \(base + Int64(events.count) - 1)")
            }
            let start = frames.count
            try EventFrame.append(event, to: &frames)
            events.append(
                Event(
                    type: event.type, taskID: event.taskID, action: event.action, group: event.group,
                    frame: start..<frames.count))
        }
        self.frames = frames
        self.events = events
        self.base = base
        first = base
    }

    /// Decodes a message, or a page of the scheduler's journal.
    ///
    /// - Throws: `MessageError` or `JSONError`.
    init(decoding body: [UInt8]) throws {
        try self.init(RecordedEvent.decode(body))
    }

    /// - Parameter id: from ``first`` to ``last``.
    func event(_ id: Int64) -> Event { events[Int(id - base)] }

    /// Returns the segment without the events up to this one, which must not be the last.
    func dropping(through id: Int64) -> EventSegment {
        var rest = self
        rest.first = max(first, id + 1)
        return rest
    }
}

/// The frames of a stream of events (HTML, 9.2).
enum EventFrame {
    /// How long clients wait before they connect again, in milliseconds.
    static let retryMilliseconds = 1000

    /// The beginning of a stream. The comment shows clients and proxies at once that the stream is open.
    static let opening = "retry: \(retryMilliseconds)\n: open\n\n"

    /// - Throws: `MessageError` if the type of the event would break the frame.
    static func append(_ event: RecordedEvent, to frames: inout [UInt8]) throws(MessageError) {
        guard event.type.utf8.allSatisfy({ $0 > 0x20 }) else {
            throw MessageError("the type of an event has white space")
        }
        frames.append(contentsOf: "id: \(event.id)\nevent: \(event.type)\ndata: ".utf8)
        let start = frames.count
        frames.append(contentsOf: event.json.bytes)
        // The API's JSON has no line breaks. If there is one, it is white space.
        for index in start..<frames.count where frames[index] == 0x0A || frames[index] == 0x0D {
            frames[index] = 0x20
        }
        frames.append(contentsOf: "\n\n".utf8)
    }

    /// The events from `first` to `last` are no longer kept. If the numbering restarted, `last` is smaller than
    /// `first`.
    static func gap(from first: Int64, to last: Int64) -> String {
        "id: \(last)\nevent: gap\ndata: {\"type\":\"gap\",\"from\":\(first),\"to\":\(last)}\n\n"
    }

    /// Keeps the connection alive. The number tells a client where to continue even if its filter let nothing through:
    /// browsers ignore a frame without data, but keep its id.
    static func ping(at cursor: Int64) -> String { ": ping\nid: \(cursor)\n\n" }

    /// The stream now has all events from before it was opened.
    static func upToDate(at cursor: Int64) -> String { ": up to date\nid: \(cursor)\n\n" }
}

/// The next part of a stream.
struct EventChunk: Sendable {
    /// The approximate maximum size in bytes, and so the memory for a client that reads slowly.
    static let maximumBytes = 64 * 1024

    /// The frames of the events that match the filter; may be empty.
    private(set) var bytes = ByteBuffer()
    /// The number of the last event that was compared with the filter.
    private(set) var cursor: Int64

    /// Whether it had no room for further events.
    var isFull: Bool { bytes.readableBytes >= Self.maximumBytes }

    /// An empty chunk that ends at an event.
    init(through cursor: Int64) {
        self.cursor = cursor
    }

    /// - Parameters:
    ///   - cursor: the number of the event before the chunk.
    ///   - segments: the segments in the order of their events.
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
        // Adjacent frames are copied at once.
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
