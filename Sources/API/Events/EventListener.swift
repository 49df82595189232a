/// A place among those who listen. It is free again when nobody holds this any more.
final class EventListener: Sendable {
    let id: UInt64
    /// The number of the last event there was when it came.
    let end: Int64
    private let hub: EventHub

    init(id: UInt64, end: Int64, hub: EventHub) {
        self.id = id
        self.end = end
        self.hub = hub
    }

    deinit {
        hub.leave(id)
    }

    /// The next piece for a client that has had the events up to `cursor`.
    func read(after cursor: Int64) -> EventHub.Reading { hub.read(id, after: cursor) }

    /// Returns when there may be something after the cursor, or at the deadline, by the clock's uptime.
    func wait(after cursor: Int64, until deadline: Duration) async -> EventListeners.Wake {
        await hub.wait(id, after: cursor, until: deadline)
    }

    /// Carries out a write, which takes as long as the client does.
    func writing(_ write: () async throws -> Void) async throws {
        hub.setWriting(id, true)
        defer { hub.setWriting(id, false) }
        try await write()
    }

    /// The client has gone.
    func leave() { hub.end(id) }

    var isEnded: Bool { hub.isEnded(id) }
}
