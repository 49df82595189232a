internal import AsyncPrimitives
internal import Messages
internal import TaskModel
internal import Timekeeping

/// Counts the consumers of webhooks, so that an executor that died does not count in the shares as if it lived.
///
/// An executor says what it can do once a minute; that it is dead it can't say. The broker knows at once. It is asked
/// when an executor turns up beside others, and else every few seconds.
struct ExecutorCensus: Sendable {
    private static let interval = Duration.seconds(10)
    /// When to ask again if more executors are known than there are consumers, and how often that must be so: one that
    /// has just started may not consume yet.
    private static let pause = Duration.seconds(1)
    private static let patience = 3

    let inspector: any QueueInspector
    let dispatcher: Dispatcher
    let clock: any WallClock

    /// Works until it is cancelled.
    func run() async throws {
        var misses = 0
        while !Task.isCancelled {
            let known = dispatcher.executorCount
            // No consumer at all may be a queue whose leader does not answer.
            if known > 0, case .found(let depth) = await inspector.inspect(queueOf: WebhookPayload.action),
                depth.consumers > 0
            {
                misses = depth.consumers < known ? misses + 1 : 0
                if misses == 0 || misses == Self.patience {
                    misses = 0
                    dispatcher.recordConsumers(depth.consumers)
                }
            }
            if await wait(for: misses == 0 ? Self.interval : Self.pause) { misses = 0 }
        }
    }

    /// - Returns: whether an executor has turned up meanwhile.
    private func wait(for duration: Duration) async -> Bool {
        await withTaskGroup { group in
            group.addTask {
                await dispatcher.executorsChanged.wait()
                return true
            }
            group.addTask {
                try? await clock.sleep(for: duration)
                return false
            }
            let hasChanged = await group.next() ?? false
            group.cancelAll()
            return hasChanged
        }
    }
}
