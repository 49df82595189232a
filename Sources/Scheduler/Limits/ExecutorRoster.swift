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
    ///
    /// - Returns: whether it is new beside others: it may have taken the place of one that died.
    @discardableResult
    mutating func record(_ served: ActionServed, at now: Duration) -> Bool {
        guard let executor = served.executor, let concurrency = served.concurrency else { return false }
        let key = Key(action: served.action, executor: executor)
        guard concurrency > 0 else {
            entries[key] = nil
            return false
        }
        let isNew = entries.updateValue(Entry(concurrency: concurrency, at: now), forKey: key) == nil
        if entries.count > Self.maximumExecutors, let oldest = entries.min(by: { $0.value.at < $1.value.at }) {
            entries[oldest.key] = nil
        }
        return isNew && count(of: key.action, at: now) > 1
    }

    /// Takes note of how many consumers the queue of an action has: of more executors than that, those that were heard of
    /// longest ago are dead. One that is not will say again that it serves the action.
    mutating func keep(_ consumers: Int, of action: ActionName) {
        let own = entries.filter { $0.key.action == action }.sorted { $0.value.at > $1.value.at }
        for (key, _) in own.dropFirst(consumers) { entries[key] = nil }
    }

    /// How many executors of an action are known.
    func count(of action: ActionName, at now: Duration) -> Int { known(action, at: now).count }

    /// How many runs of an action all executors perform at once; nil if none has said it lately.
    func capacity(of action: ActionName, at now: Duration) -> Int? {
        let own = known(action, at: now)
        return own.isEmpty ? nil : own.values.reduce(0) { $0 + $1.concurrency }
    }

    private func known(_ action: ActionName, at now: Duration) -> [Key: Entry] {
        entries.filter { $0.key.action == action && now - $0.value.at < Self.memory }
    }
}
