internal import Foundation
internal import GRDB
internal import Messages
internal import Synchronization
internal import TaskModel
internal import Timekeeping

/// Collects what happens in a transaction, and writes it down as a part of it: an event is there if and only if what it
/// tells is true.
///
/// Used on the writing connection only, by one transaction at a time.
final class EventJournal: Sendable {
    private struct State {
        var events: [TaskEvent] = []
        /// The number of the last event; nil until it is read from the table.
        var last: Int64?
        var listener: (@Sendable ([TaskEventBatch]) -> Void)?
    }

    private let state = Mutex(State())

    /// Has a listener told of events when they are durable, in their order. It must not wait.
    func listen(_ listener: @escaping @Sendable ([TaskEventBatch]) -> Void) {
        state.withLock { $0.listener = listener }
    }

    func record(_ event: TaskEvent) {
        state.withLock { $0.events.append(event) }
    }

    /// How much has been noted, for ``forget(after:)``.
    var count: Int { state.withLock { $0.events.count } }

    /// A part of the transaction was rolled back.
    func forget(after count: Int) {
        state.withLock { $0.events.removeSubrange(count...) }
    }

    /// The transaction was rolled back.
    func forget() {
        state.withLock { state in
            state.events.removeAll()
            state.last = nil
        }
    }

    /// Writes down what was noted: a row for each kind of event, so that a large transaction has few.
    func write(at now: Timestamp, in db: Database) throws -> [TaskEventBatch] {
        let events = state.withLock { state in
            defer { state.events.removeAll(keepingCapacity: true) }
            return state.events
        }
        guard !events.isEmpty else { return [] }
        var last = try state.withLock { $0.last } ?? Self.last(in: db)
        var batches: [TaskEventBatch] = []
        for (kind, events) in Self.sorted(events) {
            let batch = TaskEventBatch(kind, first: last + 1, events: events, at: now)
            try db.cachedStatement(sql: Statements.insertEvents)
                .execute(arguments: [batch.first, batch.count, Data(batch.body)])
            last = batch.last
            batches.append(batch)
        }
        state.withLock { $0.last = last }
        return batches
    }

    /// What was written is durable.
    func tell(_ batches: [TaskEventBatch]) {
        guard !batches.isEmpty, let listener = state.withLock({ $0.listener }) else { return }
        listener(batches)
    }

    /// The number of the last event in the table; 0 where there is none.
    static func last(in db: Database) throws -> Int64 {
        try Int64.fetchOne(db.cachedStatement(sql: Statements.lastEvent)) ?? 0
    }

    /// Events by kind, in the order of the kinds: most transactions have one kind or two.
    private static func sorted(_ events: [TaskEvent]) -> [(kind: TaskEvent.Kind, events: [TaskEvent])] {
        let byKind = Dictionary(grouping: events, by: \.kind)
        return TaskEvent.Kind.allCases.compactMap { kind in byKind[kind].map { (kind, $0) } }
    }
}
