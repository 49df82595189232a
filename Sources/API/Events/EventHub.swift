import Logging
import Messages
import Synchronization
import Timekeeping

/// Receives the scheduler's events while at least one client listens, and passes them to the listeners.
///
/// Keeps only the latest events. A listener that needs earlier ones reads them from the ``EventArchive``.
final class EventHub: Sendable {
    /// What a listener can read.
    enum Reading: Sendable {
        case events(EventChunk)
        /// There are no new events.
        case nothing
        /// The next event is no longer in the ring.
        case behind
        /// The numbering restarted after this event.
        case restarted(at: Int64)
    }

    enum Phase {
        /// There are no listeners.
        case idle
        /// The first listener waits for the number of the last event.
        case starting(Task<Void, any Error>)
        case following(EventRing)
    }

    struct State {
        var phase = Phase.idle
        var listeners = EventListeners()
        var topics = EventTopics()
        /// Counts how often the numbering restarted.
        var epoch = 0
        var isClosed = false
        /// When the last event arrived, or the scheduler was last asked for missing events.
        var heardAt = Duration.zero
        /// Whether the last request to the scheduler failed.
        var isCutOff = false
        /// The topics with new events whose listeners have not been woken yet.
        var readyTopics: Set<Int> = []

        /// The number of the last event in the ring; 0 if there is none.
        var end: Int64 {
            guard case .following(let ring) = phase else { return 0 }
            return ring.end
        }
    }

    let scheduler: any SchedulerClient
    let archive: EventArchive
    let clock: any WallClock
    let logger: Logger
    let bounds: EventRing.Bounds
    let subscription: any Subscription
    let state = Mutex(State())
    /// Signals that a topic is in ``State/readyTopics``.
    let roundSignal: AsyncStream<Void>.Continuation
    let roundSignals: AsyncStream<Void>

    init(
        subscription: any Subscription, scheduler: any SchedulerClient, clock: any WallClock, logger: Logger,
        bounds: EventRing.Bounds = .init()
    ) {
        self.subscription = subscription
        self.scheduler = scheduler
        self.clock = clock
        self.logger = logger
        self.bounds = bounds
        archive = EventArchive(scheduler: scheduler, logger: logger)
        (roundSignals, roundSignal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    var listenerCount: Int { state.withLock { $0.listeners.count } }

    /// How many listeners wait for events.
    var waitingCount: Int { state.withLock { $0.listeners.waitingCount } }

    // MARK: - Listeners

    /// Adds a listener, which gets the events from now on.
    ///
    /// - Parameter close: closes the connection if the service ends while the client does not read.
    /// - Throws: ``SchedulerUnavailable`` or ``Problem`` if the number of the last event can't be found out.
    func join(_ filter: EventFilter, close: @escaping @Sendable () -> Void) async throws -> EventListener {
        let (id, start) = try state.withLock { state in
            guard !state.isClosed else { throw Problem.unavailable("this API is shutting down") }
            let start = startIfNeeded(&state)
            let topic = state.topics.join(filter, end: state.end)
            return (state.listeners.add(.init(topic: topic, close: close, epoch: state.epoch)), start)
        }
        do {
            try await start?.value
            return EventListener(id: id, end: state.withLock { $0.end }, hub: self)
        } catch {
            leave(id)
            throw error
        }
    }

    func leave(_ id: UInt64) {
        let isLast = state.withLock { state in
            guard let listener = state.listeners[id] else { return false }
            state.listeners[id] = nil
            state.topics.leave(listener.topic)
            guard state.listeners.isEmpty, case .following = state.phase else { return false }
            state.phase = .idle
            return true
        }
        if isLast { archive.forget() }
    }

    func read(_ id: UInt64, after cursor: Int64) -> Reading {
        state.withLock { state in
            guard let listener = state.listeners[id], case .following(let ring) = state.phase else { return .nothing }
            if listener.epoch != state.epoch {
                state.listeners[id]?.epoch = state.epoch
                if cursor > ring.end { return .restarted(at: ring.end) }
            }
            if cursor >= ring.end { return .nothing }
            if cursor + 1 < ring.start {
                state.listeners[id]?.isAwake = false
                return .behind
            }
            return .events(state.topics.chunk(listener.topic, after: cursor, of: ring))
        }
    }

    func wait(_ id: UInt64, after cursor: Int64, until deadline: Duration) async -> EventListeners.Wake {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let wake: EventListeners.Wake? = state.withLock { state in
                    guard let listener = state.listeners[id], !listener.isEnded else { return .ended }
                    if listener.epoch != state.epoch { return .more }
                    state.listeners[id]?.isAwake = false
                    if clock.uptime() >= deadline { return .time }
                    if state.topics.hasMore(listener.topic, after: cursor) {
                        if state.listeners.areFew { return .more }
                        state.readyTopics.insert(listener.topic)
                        roundSignal.yield()
                    }
                    state.listeners[id]?.deadline = deadline
                    state.listeners[id]?.continuation = continuation
                    return nil
                }
                if let wake { continuation.resume(returning: wake) }
            }
        } onCancel: {
            end(id)
        }
    }

    func setWriting(_ id: UInt64, _ isWriting: Bool) {
        state.withLock { state in
            state.listeners[id]?.isWriting = isWriting
            state.listeners[id]?.isAwake = false
        }
    }

    func isEnded(_ id: UInt64) -> Bool { state.withLock { $0.listeners[id]?.isEnded ?? true } }

    /// Ends a stream whose client has disconnected.
    func end(_ id: UInt64) {
        let continuation = state.withLock { state in
            state.listeners[id]?.isEnded = true
            defer { state.listeners[id]?.continuation = nil }
            return state.listeners[id]?.continuation
        }
        continuation?.resume(returning: .ended)
    }

    /// Ends all streams, and refuses new ones.
    func close() {
        let (waiting, stalled) = state.withLock { state in
            state.isClosed = true
            return state.listeners.end()
        }
        for continuation in waiting { continuation.resume(returning: .ended) }
        for close in stalled { close() }
    }
}
