internal import Messages
internal import TaskModel

/// Remembers what has ended a worker process: further runs of the same task, and webhooks to the same host, are
/// performed in workers from the start, so that they end no executor.
struct SuspicionMemory: Sendable {
    private enum Key: Hashable, Sendable {
        case task(TaskID)
        case host(WebhookHost)
    }

    private let capacity: Int
    private let lifetime: Duration
    private var ends: [Key: Duration] = [:]

    /// - Parameters:
    ///   - capacity: how many tasks and hosts are remembered.
    ///   - lifetime: how long each is remembered after its last death.
    init(capacity: Int = 1000, lifetime: Duration = .seconds(600)) {
        self.capacity = capacity
        self.lifetime = lifetime
    }

    /// A worker has died of this run, which was alone in it.
    mutating func note(_ run: RunRequest, uptime: Duration) {
        for key in Self.keys(run) { ends[key] = uptime + lifetime }
        guard ends.count > capacity else { return }
        ends = ends.filter { $0.value > uptime }
        while ends.count > capacity, let oldest = ends.min(by: { $0.value < $1.value }) { ends[oldest.key] = nil }
    }

    func isSuspect(_ run: RunRequest, uptime: Duration) -> Bool {
        guard !ends.isEmpty else { return false }
        return Self.keys(run).contains { ends[$0].map { $0 > uptime } ?? false }
    }

    private static func keys(_ run: RunRequest) -> [Key] {
        let host = run.action == WebhookPayload.action ? WebhookPayload.host(of: run.payload) : nil
        return [.task(run.taskID)] + (host.map { [.host($0)] } ?? [])
    }
}
