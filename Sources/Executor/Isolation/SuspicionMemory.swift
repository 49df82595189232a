internal import Messages
internal import TaskModel

/// Remembers what has ended processes, and so which runs are performed in workers from the start and end no executor.
///
/// These are further runs of a task that has ended a worker, and webhooks to the same host. And for a while after any
/// death all runs are suspect: what ends processes seldom comes alone, and each run of a new task to a new host would end
/// one executor before it is known.
struct SuspicionMemory: Sendable {
    private enum Key: Hashable, Sendable {
        case task(TaskID)
        case host(WebhookHost)
    }

    /// How long all runs are suspect after an executor has died, unless a worker dies meanwhile: so long its suspects
    /// take at most to show which of them ends its worker.
    static let wariness = Duration.seconds(5)
    /// The same after a worker has died.
    static let longWariness = Duration.seconds(60)

    private let capacity: Int
    private let lifetime: Duration
    private var ends: [Key: Duration] = [:]
    private var waryUntil = Duration.zero

    /// - Parameters:
    ///   - capacity: how many tasks and hosts are remembered.
    ///   - lifetime: how long each is remembered after its last death.
    init(capacity: Int = 1000, lifetime: Duration = .seconds(600)) {
        self.capacity = capacity
        self.lifetime = lifetime
    }

    /// A worker has died of this run, which was alone in it.
    mutating func record(_ run: RunRequest, uptime: Duration) {
        for key in Self.keys(run) { ends[key] = uptime + lifetime }
        guard ends.count > capacity else { return }
        ends = ends.filter { $0.value > uptime }
        while ends.count > capacity, let oldest = ends.min(by: { $0.value < $1.value }) { ends[oldest.key] = nil }
    }

    /// An executor has died: a run is delivered again.
    mutating func recordRedelivery(uptime: Duration) { waryUntil = max(waryUntil, uptime + Self.wariness) }

    /// A worker has died, whatever it had.
    mutating func recordDeath(uptime: Duration) { waryUntil = max(waryUntil, uptime + Self.longWariness) }

    /// Workers can't be started: only what is sure to be dangerous waits for them.
    mutating func calm() { waryUntil = .zero }

    func isSuspect(_ run: RunRequest, uptime: Duration) -> Bool {
        if uptime < waryUntil { return true }
        guard !ends.isEmpty else { return false }
        return Self.keys(run).contains { ends[$0].map { $0 > uptime } ?? false }
    }

    private static func keys(_ run: RunRequest) -> [Key] {
        let host = run.action == WebhookPayload.action ? WebhookPayload.host(of: run.payload) : nil
        return [.task(run.taskID)] + (host.map { [.host($0)] } ?? [])
    }
}
