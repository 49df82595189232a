import Timekeeping

/// Who listens, and who of them waits.
struct EventListeners {
    /// Why a listener that waited goes on.
    enum Wake: Hashable, Sendable {
        /// There may be something for it.
        case more
        /// It wanted to wait no longer.
        case time
        /// Its client has gone, or the service ends.
        case ended
    }

    typealias Continuation = CheckedContinuation<Wake, Never>

    struct Listener {
        let topic: Int
        /// Closes its connection.
        let close: @Sendable () -> Void
        /// Under which numbering its cursor is.
        var epoch: Int
        var isEnded = false
        /// Whether it waits for its client to read.
        var isWriting = false
        /// Whether it was woken and has not begun with what it was woken for.
        var isAwake = false
        /// When it wants to be woken, by the clock's uptime.
        var deadline = Duration.zero
        var continuation: Continuation?
    }

    /// So many may go on at any time: others can still be served.
    private static let few = 20

    private var listeners: [UInt64: Listener] = [:]
    private var nextID: UInt64 = 0

    var count: Int { listeners.count }
    var isEmpty: Bool { listeners.isEmpty }
    var areFew: Bool { count <= Self.few }
    /// How many have been woken and not come to what they were woken for.
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

    /// Those who wait and are to go on. They wait no longer; who takes them must resume them.
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

    /// Every listener is to end.
    ///
    /// - Returns: those who wait, and how to close the connections whose clients do not read.
    mutating func end() -> (waiting: [Continuation], stalled: [@Sendable () -> Void]) {
        for id in listeners.keys { listeners[id]?.isEnded = true }
        return (wake { _ in true }, listeners.values.filter(\.isWriting).map(\.close))
    }
}
