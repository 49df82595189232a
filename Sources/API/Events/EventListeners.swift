import Timekeeping

/// The listeners, and the continuations of those that wait.
struct EventListeners {
    /// Why a waiting listener is woken.
    enum Wake: Hashable, Sendable {
        /// There may be events for it.
        case more
        /// Its deadline has passed.
        case time
        /// Its client has disconnected, or the service ends.
        case ended
    }

    typealias Continuation = CheckedContinuation<Wake, Never>

    struct Listener {
        let topic: Int
        /// Closes the connection.
        let close: @Sendable () -> Void
        /// The numbering to which its cursor belongs.
        var epoch: Int
        var isEnded = false
        /// Whether it waits for its client to read.
        var isWriting = false
        /// Whether it was woken and has not read yet.
        var isAwake = false
        /// Its deadline, by the clock's uptime.
        var deadline = Duration.zero
        var continuation: Continuation?
    }

    /// So many listeners can be woken at any time without delaying other requests.
    private static let few = 20

    private var listeners: [UInt64: Listener] = [:]
    private var nextID: UInt64 = 0

    var count: Int { listeners.count }
    var isEmpty: Bool { listeners.isEmpty }
    var areFew: Bool { count <= Self.few }
    /// How many listeners were woken and have not read yet.
    var awakeCount: Int { listeners.values.count(where: \.isAwake) }
    var waitingCount: Int { listeners.values.count { $0.continuation != nil } }

    subscript(id: UInt64) -> Listener? {
        get { listeners[id] }
        set { listeners[id] = newValue }
    }

    mutating func add(_ listener: Listener) -> UInt64 {
        nextID += 1
        listeners[nextID] = listener
        return nextID
    }

    /// Removes and returns the continuations of the listeners that are due. The caller must resume them.
    mutating func wake(where isDue: (Listener) -> Bool) -> [Continuation] {
        var woken: [Continuation] = []
        for (id, listener) in listeners {
            guard let continuation = listener.continuation, isDue(listener) else { continue }
            listeners[id]?.continuation = nil
            listeners[id]?.isAwake = true
            woken.append(continuation)
        }
        return woken
    }

    /// Ends all listeners.
    ///
    /// - Returns: the continuations of the waiting listeners, and closures that close the connections of clients that
    ///   do not read.
    mutating func end() -> (waiting: [Continuation], stalled: [@Sendable () -> Void]) {
        for id in listeners.keys { listeners[id]?.isEnded = true }
        return (wake { _ in true }, listeners.values.filter(\.isWriting).map(\.close))
    }
}

/// The membership of a listener. Ends when the last reference is released.
final class EventListener: Sendable {
    let id: UInt64
    /// The number of the last event when it joined.
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

    /// Returns the next chunk for a client that has received the events up to `cursor`.
    func read(after cursor: Int64) -> EventHub.Reading { hub.read(id, after: cursor) }

    /// Returns when there may be events after the cursor, or at the deadline, by the clock's uptime.
    func wait(after cursor: Int64, until deadline: Duration) async -> EventListeners.Wake {
        await hub.wait(id, after: cursor, until: deadline)
    }

    /// Performs a write, which takes until the client has read enough.
    func writing(_ write: () async throws -> Void) async throws {
        hub.setWriting(id, true)
        defer { hub.setWriting(id, false) }
        try await write()
    }

    /// Ends the stream: the client has disconnected.
    func leave() { hub.end(id) }

    var isEnded: Bool { hub.isEnded(id) }
}
