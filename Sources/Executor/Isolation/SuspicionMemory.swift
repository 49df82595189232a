internal import Messages
internal import TaskModel

/// Remembers what has ended processes, and so decides which runs begin in workers and can't end the executor.
///
/// These are further runs of a task that has ended a worker, and webhooks to the same host. For a while after any death
/// all runs are suspect: faulty runs seldom come alone, and each run of a new task to a new host would otherwise end an
/// executor before it is known.
struct SuspicionMemory: Sendable {
    private enum Key: Hashable, Sendable {
        case task(TaskID)
        case host(WebhookHost)
    }

    /// How long all runs are suspect after an executor has died: within that time a suspect of that executor ends its
    /// worker, which then counts, or none does.
    static let suspicionAfterRedelivery = Duration.seconds(5)
    /// How long all runs are suspect after a worker has died.
    static let suspicionAfterDeath = Duration.seconds(60)

    private let capacity: Int
    private let lifetime: Duration
    private var ends: [Key: Duration] = [:]
    private var allSuspectUntil = Duration.zero

    /// - Parameters:
    ///   - capacity: the number of tasks and hosts that are remembered.
    ///   - lifetime: how long each is remembered after its last death.
    init(capacity: Int = 1000, lifetime: Duration = .seconds(600)) {
        self.capacity = capacity
        self.lifetime = lifetime
    }

    /// Records that this run has ended a worker in which it was alone.
    mutating func record(_ run: RunRequest, uptime: Duration) {
        for key in Self.keys(run) { ends[key] = uptime + lifetime }
        guard ends.count > capacity else { return }
        ends = ends.filter { $0.value > uptime }
        while ends.count > capacity, let oldest = ends.min(by: { $0.value < $1.value }) { ends[oldest.key] = nil }
    }

    /// Records that a run was delivered again: an executor may have died.
    mutating func recordRedelivery(uptime: Duration) {
        allSuspectUntil = max(allSuspectUntil, uptime + Self.suspicionAfterRedelivery)
    }

    /// Records that a worker has died, alone with its run or not.
    mutating func recordDeath(uptime: Duration) {
        allSuspectUntil = max(allSuspectUntil, uptime + Self.suspicionAfterDeath)
    }

    /// Ends the suspicion against all runs: workers can't be started, and only runs that are known to be dangerous wait for
    /// them.
    mutating func trustUnknownRuns() { allSuspectUntil = .zero }

    func isSuspect(_ run: RunRequest, uptime: Duration) -> Bool {
        if uptime < allSuspectUntil { return true }
        guard !ends.isEmpty else { return false }
        return Self.keys(run).contains { ends[$0].map { $0 > uptime } ?? false }
    }

    private static func keys(_ run: RunRequest) -> [Key] {
        let host = run.action == WebhookPayload.action ? WebhookPayload.host(of: run.payload) : nil
        return [.task(run.taskID)] + (host.map { [.host($0)] } ?? [])
    }
}
