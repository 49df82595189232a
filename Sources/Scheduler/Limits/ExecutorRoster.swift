internal import Messages
internal import TaskModel

/// How many runs the executors of each action perform at once, by what they say themselves. A pure value; times are those
/// of the clock's uptime.
struct ExecutorRoster: Sendable {
    private struct Entry {
        var concurrency: Int
        var at: Duration
    }

    /// Of more, the one that was heard of longest ago is forgotten.
    static let maximumExecutors = 10_000
    /// How long an executor counts that is not heard of again.
    static let memory = Duration.seconds(150)

    private struct Key: Hashable {
        let action: ActionName
        let executor: String
    }

    private var entries: [Key: Entry] = [:]

    /// Takes note of what an executor says. One that takes no more is forgotten.
    mutating func note(_ served: ActionServed, at now: Duration) {
        guard let executor = served.executor, let concurrency = served.concurrency else { return }
        let key = Key(action: served.action, executor: executor)
        guard concurrency > 0 else {
            entries[key] = nil
            return
        }
        entries[key] = Entry(concurrency: concurrency, at: now)
        guard entries.count > Self.maximumExecutors, let oldest = entries.min(by: { $0.value.at < $1.value.at }) else {
            return
        }
        entries[oldest.key] = nil
    }

    /// How many runs of an action all executors perform at once; nil if none has said it lately.
    func capacity(of action: ActionName, at now: Duration) -> Int? {
        let own = entries.filter { $0.key.action == action && now - $0.value.at < Self.memory }
        return own.isEmpty ? nil : own.values.reduce(0) { $0 + $1.concurrency }
    }
}
