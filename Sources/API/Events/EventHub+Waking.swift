import Synchronization
import Timekeeping

/// When those who wait are woken.
///
/// A few are woken as soon as there is something for them. Many are woken in rounds, with a rest between them that is at
/// least as long as the round took: else, once events come faster than they can be sent to all, the threads would do
/// nothing but send, and read no request any more. Each is then sent more at once and less often, which costs less, too.
extension EventHub {
    /// How long it rests for each listener that was woken, at least.
    static let rest = Duration.microseconds(50)
    /// How often it looks whether a round is over.
    static let look = Duration.milliseconds(2)
    /// How long a round may take.
    static let longestRound = Duration.seconds(2)

    /// Those that there is something for.
    func wakeRipe(_ state: inout State) -> [EventListeners.Continuation] {
        let ripe = state.ripe
        state.ripe = []
        return ripe.isEmpty ? [] : state.listeners.wake { ripe.contains($0.topic) }
    }

    func wakeInRounds() async {
        for await _ in rings {
            let start = clock.uptime()
            let woken = state.withLock { wakeRipe(&$0) }
            for continuation in woken { continuation.resume(returning: .more) }
            guard await restAfter(start, woken.count) else { return }
        }
    }

    /// - Returns: false where it was cancelled.
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
