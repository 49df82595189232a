import Logging
import Messages
import Synchronization
import Timekeeping

/// How the hub gets events that no message brought.
extension EventHub {
    /// Reads all events after the last one in the ring from the scheduler.
    ///
    /// - Returns: `false` if the scheduler did not answer.
    func fill() async -> Bool {
        while true {
            let asked: Int64? = state.withLock { state in
                guard case .following(let ring) = state.phase else { return nil }
                state.heardAt = clock.uptime()
                return ring.next
            }
            guard let asked else { return true }
            do {
                let page = try await archive.fetch(after: asked - 1)
                recordAnswer()
                guard take(page, asked: asked) else { return true }
            } catch {
                recordFailure(error)
                return false
            }
        }
    }

    /// - Parameter asked: the number of the first requested event.
    /// - Returns: whether there are more events.
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
            // The requested events are no longer kept.
            skip(to: page.latest + 1)
            return false
        }
        return last < page.latest
    }

    /// Restarts the numbering: the database was restored.
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

    /// Continues at a later event. Listeners learn from the archive that the events before it are gone.
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

    private func recordFailure(_ error: any Error) {
        let isNew = state.withLock { state in
            defer { state.isCutOff = true }
            return !state.isCutOff
        }
        if isNew { logger.warning("events can't be read from the scheduler", metadata: ["error": "\(error)"]) }
    }

    private func recordAnswer() {
        let wasCutOff = state.withLock { state in
            defer { state.isCutOff = false }
            return state.isCutOff
        }
        if wasCutOff { logger.info("events can be read from the scheduler again") }
    }
}

/// When waiting listeners are woken.
///
/// If there are few, each is woken as soon as it has events. If there are many, they are woken in rounds, with a pause
/// after each round that is at least as long as the round. Otherwise, if events come faster than they can be sent to
/// all clients, the threads would only send, and read no requests. With rounds each client gets more events at once and
/// less often, which also costs less.
extension EventHub {
    /// The minimum pause per woken listener.
    static let rest = Duration.microseconds(50)
    /// How often the end of a round is checked.
    static let look = Duration.milliseconds(2)
    /// The maximum length of a round.
    static let longestRound = Duration.seconds(2)

    /// Wakes the listeners that have new events.
    func wakeReadyListeners(_ state: inout State) -> [EventListeners.Continuation] {
        let readyTopics = state.readyTopics
        state.readyTopics = []
        return readyTopics.isEmpty ? [] : state.listeners.wake { readyTopics.contains($0.topic) }
    }

    func wakeInRounds() async {
        for await _ in roundSignals {
            let start = clock.uptime()
            let woken = state.withLock { wakeReadyListeners(&$0) }
            for continuation in woken { continuation.resume(returning: .more) }
            if woken.isEmpty { continue }
            guard await restAfter(start, woken.count) else { return }
        }
    }

    /// - Returns: `false` if it was cancelled.
    private func restAfter(_ start: Duration, _ count: Int) async -> Bool {
        do {
            repeat {
                try await clock.sleep(for: Self.look)
            } while state.withLock { $0.listeners.awakeCount } > 0 && clock.uptime() - start < Self.longestRound
            try await clock.sleep(for: max(clock.uptime() - start, Self.rest * count))
            return true
        } catch {
            return false
        }
    }
}
