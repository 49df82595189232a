import JSON
import Messages
import TaskModel

/// Events that follow one another, and what clients are sent of them: it is made once, however many there are.
struct EventSegment: Sendable {
    struct Event: Sendable {
        let type: String
        let taskID: TaskID
        let action: ActionName
        let group: TaskGroup
        /// Where its frame is in ``EventSegment/frames``.
        let frame: Range<Int>
    }

    /// The frames of all events, one after another.
    let frames: [UInt8]
    private let events: [Event]
    private let base: Int64
    /// The number of the first event.
    private(set) var first: Int64

    /// The number of the last event.
    var last: Int64 { base + Int64(events.count) - 1 }

    /// - Throws: `MessageError` where the events do not follow one another, or can't be told in a frame.
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

    /// Reads a message, or what the scheduler kept of one.
    ///
    /// - Throws: `MessageError` or `JSONError`.
    init(decoding body: [UInt8]) throws {
        try self.init(RecordedEvent.decode(body))
    }

    /// - Parameter id: from ``first`` to ``last``.
    func event(_ id: Int64) -> Event { events[Int(id - base)] }

    /// Without the events up to this one. It must not be the last.
    func dropping(through id: Int64) -> EventSegment {
        var rest = self
        rest.first = max(first, id + 1)
        return rest
    }
}
