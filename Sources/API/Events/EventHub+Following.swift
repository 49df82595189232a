import Logging
import Messages
import Synchronization
import Timekeeping

/// How the hub gets what it hands out.
extension EventHub {
    /// How often those who wait are looked after.
    static let tick = Duration.seconds(1)
    /// After how long a silence the scheduler is asked whether there is more: the last message may be lost, and then no
    /// other tells.
    static let silence = Duration.seconds(10)
    /// How long it waits before it asks again a scheduler that can't be reached.
    static let retryPause = Duration.seconds(1)
    /// How often it asks for what is missing before a message, when that is not there.
    static let maximumAnswers = 3

    /// Follows until it is cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.consume() }
            group.addTask { await self.keepTime() }
        }
    }

    private func consume() async {
        do {
            try await subscription.forEachBatch { messages in
                for message in messages {
                    await take(message)
                    subscription.acknowledge(message.token)
                }
            }
        } catch is CancellationError {
            return
        } catch {
            logger.error("events are not heard any more", metadata: ["error": "\(error)"])
        }
    }

    private func keepTime() async {
        while (try? await clock.sleep(for: Self.tick)) != nil {
            let now = clock.uptime()
            let (isSilent, due) = state.withLock { state in
                guard case .following = state.phase else { return (false, [] as [EventListeners.Continuation]) }
                return (now - state.heardAt >= Self.silence, state.listeners.wake { $0.deadline <= now })
            }
            for continuation in due { continuation.resume(returning: .time) }
            if isSilent { _ = await fill() }
        }
    }

    // MARK: - Start

    /// What whoever joins must wait for; nil where the hub follows already.
    func startIfNeeded(_ state: inout State) -> Task<Void, any Error>? {
        switch state.phase {
        case .following: return nil
        case .starting(let start): return start
        case .idle:
            let start = Task { try await self.start() }
            state.phase = .starting(start)
            return start
        }
    }

    /// Finds out where the end is. Messages that come meanwhile wait.
    private func start() async throws {
        do {
            let page = try await archive.ask(after: nil)
            state.withLock { state in
                guard !state.listeners.isEmpty else {
                    state.phase = .idle
                    return
                }
                state.phase = .following(EventRing(next: page.latest + 1, bounds: bounds))
                state.topics.reset(end: page.latest)
                state.heardAt = clock.uptime()
                state.isCutOff = false
            }
        } catch {
            state.withLock { $0.phase = .idle }
            throw error
        }
    }

    // MARK: - Messages

    private func take(_ message: IncomingMessage) async {
        let start: Task<Void, any Error>? = state.withLock { state in
            guard case .starting(let start) = state.phase else { return nil }
            return start
        }
        // What became of it is seen below.
        _ = await start?.result
        // Nobody listens: it costs no more than this.
        guard isFollowing, message.type == Names.MessageType.taskEvents else { return }
        do {
            try await place(EventSegment(decoding: message.body))
        } catch is CancellationError {
            return
        } catch {
            logger.warning("a message with events can't be read", metadata: ["error": "\(error)"])
        }
    }

    private var isFollowing: Bool {
        state.withLock { state in
            if case .following = state.phase { true } else { false }
        }
    }

    /// Hands on events, after those that are missing before them.
    ///
    /// - Throws: `CancellationError`.
    private func place(_ segment: EventSegment) async throws {
        var placement = append(segment)
        if placement == .known, state.withLock({ clock.uptime() - $0.heardAt }) >= Self.retryPause {
            // It may have come twice; or the numbers have begun anew.
            _ = await fill()
        }
        var answers = 0
        while placement == .early {
            if await fill() {
                answers += 1
                placement = append(segment)
                guard placement == .early else { return }
            }
            guard answers < Self.maximumAnswers else {
                logger.warning("events came that the scheduler does not know", metadata: ["first": "\(segment.first)"])
                return
            }
            try await clock.sleep(for: Self.retryPause)
            placement = append(segment)
        }
    }

    /// - Returns: nil where nobody listens.
    private func append(_ segment: EventSegment) -> EventRing.Placement? {
        let (placement, woken) = state.withLock { state in
            guard case .following(var ring) = state.phase else {
                return (nil as EventRing.Placement?, [] as [EventListeners.Continuation])
            }
            // Only one may hold it, or it would be copied.
            state.phase = .idle
            let next = ring.next
            let placement = ring.append(segment)
            state.phase = .following(ring)
            guard placement == .appended else { return (placement, []) }
            state.heardAt = clock.uptime()
            let topics = state.topics.note(segment.dropping(through: next - 1))
            return (placement, topics.isEmpty ? [] : state.listeners.wake { topics.contains($0.topic) })
        }
        for continuation in woken { continuation.resume(returning: .more) }
        return placement
    }

    // MARK: - Gaps

    /// Asks the scheduler for what comes after the last event that is here, until there is no more.
    ///
    /// - Returns: false where it gave no answer.
    private func fill() async -> Bool {
        while true {
            let asked: Int64? = state.withLock { state in
                guard case .following(let ring) = state.phase else { return nil }
                state.heardAt = clock.uptime()
                return ring.next
            }
            guard let asked else { return true }
            do {
                let page = try await archive.ask(after: asked - 1)
                noteAnswer()
                guard take(page, asked: asked) else { return true }
            } catch {
                noteFailure(error)
                return false
            }
        }
    }

    /// - Parameter asked: the number of the first event that was asked for.
    /// - Returns: whether there is more to ask for.
    private func take(_ page: EventArchive.Page, asked: Int64) -> Bool {
        if page.latest < asked - 1 {
            restart(at: page.latest)
            return false
        }
        for segment in page.segments {
            if append(segment) == .early {
                skip(to: segment.first)
                _ = append(segment)
            }
        }
        guard let last = page.segments.last?.last else {
            // Those that there were are not kept any more.
            skip(to: page.latest + 1)
            return false
        }
        return last < page.latest
    }

    /// The numbers have begun anew: the database is one that was restored.
    private func restart(at latest: Int64) {
        logger.warning("the numbers of events have gone back", metadata: ["latest": "\(latest)"])
        let woken = state.withLock { state in
            guard case .following = state.phase else { return [] as [EventListeners.Continuation] }
            state.phase = .following(EventRing(next: latest + 1, bounds: bounds))
            state.epoch += 1
            state.topics.reset(end: latest)
            return state.listeners.wake { _ in true }
        }
        archive.forget()
        for continuation in woken { continuation.resume(returning: .more) }
    }

    /// Goes on at a later event. Listeners find out from the archive that those before it are gone.
    private func skip(to id: Int64) {
        let woken = state.withLock { state in
            guard case .following(var ring) = state.phase, id > ring.next else {
                return [] as [EventListeners.Continuation]
            }
            ring.skip(to: id)
            state.phase = .following(ring)
            state.topics.reset(end: ring.end)
            return state.listeners.wake { _ in true }
        }
        for continuation in woken { continuation.resume(returning: .more) }
    }

    private func noteFailure(_ error: any Error) {
        let isNew = state.withLock { state in
            defer { state.isCutOff = true }
            return !state.isCutOff
        }
        if isNew { logger.warning("the scheduler can't be asked for events", metadata: ["error": "\(error)"]) }
    }

    private func noteAnswer() {
        let wasCutOff = state.withLock { state in
            defer { state.isCutOff = false }
            return state.isCutOff
        }
        if wasCutOff { logger.info("the scheduler answers for events again") }
    }
}
