internal import JSON
public import TaskModel
public import Timekeeping

/// Events of one kind that became true in one transaction (`carillon.task.events.v1`).
///
/// Events are numbered from 1, without a gap. Whoever misses a number has missed an event, and can ask for it.
public struct TaskEventBatch: Sendable, Hashable {
    public var kind: TaskEvent.Kind
    /// The number of the first.
    public var first: Int64
    public var count: Int
    /// The body of the message; what is kept, too.
    public var body: [UInt8]

    public var last: Int64 { first + Int64(count) - 1 }

    /// Takes up a batch that was written down.
    public init(kind: TaskEvent.Kind, first: Int64, count: Int, body: [UInt8]) {
        self.kind = kind
        self.first = first
        self.count = count
        self.body = body
    }

    /// - Parameters:
    ///   - events: all of this kind.
    ///   - at: when they became true.
    public init(_ kind: TaskEvent.Kind, first: Int64, events: [TaskEvent], at: Timestamp) {
        let body = JSONWriter.object(capacity: 64 + 384 * events.count) { json in
            json.field("first", Int(first))
            json.field("count", events.count)
            json.array("events") { json in
                for (index, event) in events.enumerated() {
                    json.object { event.write(into: &$0, id: first + Int64(index), at: at) }
                }
            }
        }
        self.init(kind: kind, first: first, count: events.count, body: body)
    }

    /// The message to subscribers. It may be lost: the scheduler keeps the events.
    public func message() -> OutgoingMessage {
        OutgoingMessage(
            exchange: Names.Exchange.events, routingKey: kind.routingKey, type: Names.MessageType.taskEvents,
            messageID: "\(first)", persistent: false, mandatory: false, expirationMilliseconds: 60_000, body: body)
    }
}

extension TaskEvent {
    fileprivate func write(into json: inout JSONWriter, id: Int64, at: Timestamp) {
        json.field("id", Int(id))
        json.field("type", kind.rawValue)
        json.field("at", at)
        json.field("task_id", task.id)
        if let name = task.name { json.field("name", name.rawValue) }
        json.field("action", task.action.rawValue)
        json.field("group", task.group.rawValue)
        if let run {
            json.field("run_id", run.id)
            json.field("scheduled_for", run.scheduledFor)
            json.field("attempt", run.attempt)
            if let state = run.state { json.field("state", state.name) }
            if let error = run.error { json.object("error") { error.write(into: &$0) } }
        }
        if let nextAt { json.field("next_at", nextAt) }
    }
}
