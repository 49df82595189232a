import Synchronization
import Timekeeping

/// When those who wait are woken.
extension EventHub {
    /// How long it rests for each listener that it woke, beyond a few.
    static let rest = Duration.microseconds(50)
    static let fewListeners = 20

    /// Wakes those that there is something new for. Where they are many it then rests a while, so that each is sent more
    /// at once and less often: the work is bounded, whatever happens.
    func wakeUnlessResting(_ state: inout State) -> [EventListeners.Continuation] {
        let now = clock.uptime()
        guard !state.ripe.isEmpty else { return [] }
        guard now >= state.restsUntil else {
            bell.yield()
            return []
        }
        let ripe = state.ripe
        state.ripe = []
        let woken = state.listeners.wake { ripe.contains($0.topic) }
        state.restsUntil = now + Self.rest * max(0, woken.count - Self.fewListeners)
        return woken
    }

    func wakeAfterRests() async {
        for await _ in rings {
            let rest = state.withLock { $0.restsUntil - clock.uptime() }
            guard (try? await clock.sleep(for: rest)) != nil else { return }
            let woken = state.withLock { wakeUnlessResting(&$0) }
            for continuation in woken { continuation.resume(returning: .more) }
        }
    }
}
