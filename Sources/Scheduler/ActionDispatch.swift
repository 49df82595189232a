internal import TaskModel
internal import Timekeeping

/// What the dispatcher knows of one action.
struct ActionDispatch: Sendable, Hashable {
    /// Whether the broker takes runs of the action.
    enum Routing: Sendable, Hashable {
        /// Nobody knows: the next run is the probe.
        case unknown
        /// A probe is on its way.
        case probing
        /// It does.
        case open
        /// No queue took the last one. The next probe goes out at `retryAt`.
        case blocked(since: Timestamp, retryAt: Timestamp, failures: Int)
        /// The same, with a probe on its way.
        case probingBlocked(since: Timestamp, failures: Int)
    }

    /// When the first of its tasks that are not claimed is due; nil when there is none.
    var nextDue: Timestamp?
    /// Runs without a result.
    var outstanding = 0
    var routing = Routing.unknown

    func isDue(at horizon: Timestamp) -> Bool {
        nextDue.map { $0 <= horizon } ?? false
    }

    /// The order of actions by their first due tasks.
    static func waitsLonger(_ a: (key: ActionName, value: Self), _ b: (key: ActionName, value: Self)) -> Bool {
        (a.value.nextDue ?? .latest, a.key) < (b.value.nextDue ?? .latest, b.key)
    }

    /// How many runs may be claimed at `now`.
    func room(window: Int, now: Timestamp) -> Int {
        let room = max(0, window - outstanding)
        switch routing {
        case .open: return room
        case .unknown: return min(room, 1)
        case .probing, .probingBlocked: return 0
        case .blocked(_, let retryAt, _): return retryAt <= now ? min(room, 1) : 0
        }
    }

    /// When there is something to claim, time being all that is missing; nil where something else is.
    func wake(window: Int) -> Timestamp? {
        guard let nextDue, outstanding < window else { return nil }
        switch routing {
        case .open, .unknown: return nextDue
        case .probing, .probingBlocked: return nil
        case .blocked(_, let retryAt, _): return max(nextDue, retryAt)
        }
    }

    mutating func claimed(_ count: Int) {
        outstanding += count
        guard count > 0 else { return }
        switch routing {
        case .unknown: routing = .probing
        case .blocked(let since, _, let failures): routing = .probingBlocked(since: since, failures: failures)
        case .open, .probing, .probingBlocked: break
        }
    }

    mutating func routed() {
        routing = .open
    }

    /// A run was returned by the broker and is to be withdrawn.
    mutating func unroutable(now: Timestamp) {
        switch routing {
        case .unknown, .probing, .open:
            routing = .blocked(since: now, retryAt: now + Self.pause(after: 1), failures: 1)
        case .probingBlocked(let since, let failures):
            routing = .blocked(since: since, retryAt: now + Self.pause(after: failures + 1), failures: failures + 1)
        case .blocked: break
        }
    }

    /// A probe ended without an answer.
    mutating func undecided() {
        switch routing {
        case .probing: routing = .unknown
        case .probingBlocked(let since, let failures):
            routing = .blocked(since: since, retryAt: since, failures: failures)
        case .unknown, .open, .blocked: break
        }
    }

    /// How long to wait before the next probe: half a second, doubled with each failure up to four seconds, so that an
    /// executor that has just come up is found soon.
    static func pause(after failures: Int) -> Duration {
        .milliseconds(500 << min(failures - 1, 3))
    }
}
