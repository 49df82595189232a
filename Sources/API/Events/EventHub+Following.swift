import Logging
import Messages
import Synchronization
import Timekeeping

/// How the hub receives events.
extension EventHub {
    /// How often deadlines of waiting listeners are checked.
    static let tick = Duration.seconds(1)
    /// How long no event may arrive before the scheduler is asked for more: if the last message was lost, no later one
    /// reveals the gap.
    static let silence = Duration.seconds(10)
    /// The pause before the next request to a scheduler that can't be reached.
    static let retryPause = Duration.seconds(1)
    /// How often the events before a message are requested if the scheduler does not have them.
    static let maximumAnswers = 3

    /// Runs until it is cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.consume() }
            group.addTask { await self.keepTime() }
            group.addTask { await self.wakeInRounds() }
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
            logger.error("events are no longer received", metadata: ["error": "\(error)"])
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

    /// Returns the start that a new listener must wait for; `nil` if the hub is following already.
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

    /// Finds out the number of the last event. Messages that arrive meanwhile wait.
    private func start() async throws {
        do {
            let page = try await archive.fetch(after: nil)
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
        // If the start failed, the phase below shows it.
        _ = await start?.result
        // Without listeners, a message costs no more than this.
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

    /// Appends a segment, after the events that are missing before it.
    ///
    /// - Throws: `CancellationError`.
    private func place(_ segment: EventSegment) async throws {
        var placement = append(segment)
        if placement == .known, state.withLock({ clock.uptime() - $0.heardAt }) >= Self.retryPause {
            // The message is a duplicate, or the numbering has restarted.
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
                logger.warning(
                    "received events that the scheduler does not know", metadata: ["first": "\(segment.first)"])
                return
            }
            try await clock.sleep(for: Self.retryPause)
            placement = append(segment)
        }
    }

    /// - Returns: `nil` if there are no listeners.
    func append(_ segment: EventSegment) -> EventRing.Placement? {
        let (placement, woken) = state.withLock { state in
            guard case .following(var ring) = state.phase else {
                return (nil as EventRing.Placement?, [] as [EventListeners.Continuation])
            }
            // With a second reference, the ring would be copied.
            state.phase = .idle
            let next = ring.next
            let placement = ring.append(segment)
            state.phase = .following(ring)
            guard placement == .appended else { return (placement, []) }
            state.heardAt = clock.uptime()
            state.readyTopics.formUnion(state.topics.add(segment.dropping(through: next - 1)))
            if state.listeners.areFew { return (placement, wakeReadyListeners(&state)) }
            if !state.readyTopics.isEmpty { roundSignal.yield() }
            return (placement, [])
        }
        for continuation in woken { continuation.resume(returning: .more) }
        return placement
    }
}
