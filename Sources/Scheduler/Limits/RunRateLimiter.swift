/// Spreads the beginnings of runs evenly over time.
///
/// A generic cell rate algorithm (ITU-T I.371) with a small tolerance for being looked at late, and a log of the last
/// second, so that the number in any one second is never more than the rate, rounded up.
struct RunRateLimiter: Sendable, Hashable {
    /// How late a look may come without a run being lost for it.
    static let tolerance = Duration.milliseconds(50)
    /// How much time one look is for, where runs come faster: each is a transaction.
    static let step = Duration.milliseconds(20)
    private static let second = Duration.seconds(1)

    private struct Entry: Hashable {
        var at: Duration
        var count: Int
    }

    let perSecond: Double
    /// When the next may begin, by the clock's uptime.
    private var next: Duration
    /// What began in the last second, the oldest first.
    private var log: [Entry] = []

    /// - Parameter start: when the first may begin.
    init(perSecond: Double, start: Duration) {
        self.perSecond = perSecond
        next = start
    }

    /// One that follows another: what began lately still counts.
    init(perSecond: Double, after other: RunRateLimiter, at now: Duration) {
        self.init(perSecond: perSecond, start: now)
        log = other.log
    }

    /// The time from one run to the next.
    private var interval: Duration { Self.second / perSecond }

    /// How many begin together.
    private var together: Int { max(1, Int(perSecond * (Self.step / Self.second))) }

    private var maximumInSecond: Int { Int(perSecond.rounded(.up)) }

    /// How many may begin now.
    func room(at now: Duration) -> Int {
        let since = now - max(next, now - Self.tolerance)
        guard since >= .zero else { return 0 }
        let paced = Int(since / interval) + 1
        guard paced >= together else { return 0 }
        return max(0, min(paced, maximumInSecond - countInSecond(at: now)))
    }

    /// When something may begin, if nothing does until then.
    func opens(at now: Duration) -> Duration {
        let paced = max(next, now - Self.tolerance) + interval * (together - 1)
        guard countInSecond(at: paced) >= maximumInSecond,
            let oldest = log.first(where: { $0.at > paced - Self.second })
        else { return paced }
        return oldest.at + Self.second
    }

    mutating func begin(_ count: Int, at now: Duration) {
        next = max(next, now - Self.tolerance) + interval * count
        log.removeAll { $0.at <= now - Self.second }
        log.append(Entry(at: now, count: count))
    }

    private func countInSecond(at now: Duration) -> Int {
        log.reduce(0) { $1.at > now - Self.second ? $0 + $1.count : $0 }
    }
}
