import Logging
import Messages
import Synchronization
import Timekeeping

/// How the hub gets what did not come by itself.
extension EventHub {
    /// Asks the scheduler for what comes after the last event that is here, until there is no more.
    ///
    /// - Returns: false where it gave no answer.
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

    private func recordFailure(_ error: any Error) {
        let isNew = state.withLock { state in
            defer { state.isCutOff = true }
            return !state.isCutOff
        }
        if isNew { logger.warning("the scheduler can't be asked for events", metadata: ["error": "\(error)"]) }
    }

    private func recordAnswer() {
        let wasCutOff = state.withLock { state in
            defer { state.isCutOff = false }
            return state.isCutOff
        }
        if wasCutOff { logger.info("the scheduler answers for events again") }
    }
}
