import Logging
import Messages
import Synchronization
import Timekeeping

/// Follows what the scheduler tells, as long as somebody listens, and hands it to those who do.
///
/// It keeps the latest events only. Who needs earlier ones reads them from the ``EventArchive``.
final class EventHub: Sendable {
    /// What there is for a listener.
    enum Reading: Sendable {
        case events(EventChunk)
        /// Nothing yet.
        case nothing
        /// What comes next is not here any more.
        case behind
        /// The numbers have begun anew after this one.
        case restarted(at: Int64)
    }

    enum Phase {
        /// Nobody listens.
        case idle
        /// Somebody does, and waits to know where the end is.
        case starting(Task<Void, any Error>)
        case following(EventRing)
    }

    struct State {
        var phase = Phase.idle
        var listeners = EventListeners()
        var topics = EventTopics()
        /// Counts how often the numbers began anew.
        var epoch = 0
        var isClosed = false
        /// When an event came last, or the scheduler was asked for those that might be missing.
        var heardAt = Duration.zero
        /// Whether the last question to the scheduler went unanswered.
        var isCutOff = false
        /// Topics that there is something new for, and whose listeners have not been woken yet.
        var ripe: Set<Int> = []

        /// The number of the last event that is here; 0 where none is.
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
    /// Tells that something is ripe.
    let bell: AsyncStream<Void>.Continuation
    let rings: AsyncStream<Void>

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
        (rings, bell) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    var listenerCount: Int { state.withLock { $0.listeners.count } }

    /// How many of them wait for more.
    var waitingCount: Int { state.withLock { $0.listeners.waitingCount } }

    // MARK: - Listeners

    /// Takes somebody in. What happens from now on will reach it.
    ///
    /// - Parameter close: closes the connection, should the service end while the client does not read.
    /// - Throws: ``SchedulerUnavailable`` or ``Problem`` where the scheduler can't say where the end is.
    func join(_ filter: EventFilter, close: @escaping @Sendable () -> Void) async throws -> EventListener {
        let (id, start) = try state.withLock { state in
            guard !state.isClosed else { throw Problem.unavailable("this API is about to end") }
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
                        state.ripe.insert(listener.topic)
                        bell.yield()
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

    /// A client has gone.
    func end(_ id: UInt64) {
        let continuation = state.withLock { state in
            state.listeners[id]?.isEnded = true
            defer { state.listeners[id]?.continuation = nil }
            return state.listeners[id]?.continuation
        }
        continuation?.resume(returning: .ended)
    }

    /// Ends all streams, and takes nobody in any more.
    func close() {
        let (waiting, stalled) = state.withLock { state in
            state.isClosed = true
            return state.listeners.end()
        }
        for continuation in waiting { continuation.resume(returning: .ended) }
        for close in stalled { close() }
    }
}
