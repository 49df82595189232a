internal import AsyncPrimitives
internal import Logging
internal import Messages
public import TaskModel
internal import Timekeeping

/// What was done with a calendar that was to be deleted.
public enum CalendarDeletion: Hashable, Sendable {
    case deleted
    case missing
    /// So many live tasks use it; some of them are named.
    case inUse(Int, by: [TaskID])

    /// How many tasks are named.
    public static let maximumNamed = 5
}

/// A step of computing again what depends on calendars that have changed.
public struct CalendarStep: Sendable {
    /// What of it matters for dispatch.
    public var results: [TaskChangeResult]
    /// Whether nothing was left to do.
    public var isDone: Bool

    public init(results: [TaskChangeResult], isDone: Bool) {
        self.results = results
        self.isDone = isDone
    }
}

/// Has tasks follow the calendars that they use: when one has changed, the next occurrence of each is computed again.
///
/// Many tasks may use a calendar, so it works in small transactions. The table knows what is left to do, so that it goes
/// on after a crash.
struct CalendarFollower: Sendable {
    /// How many tasks one transaction changes.
    private static let stepSize = 100

    let store: any TaskStore
    let dispatcher: Dispatcher
    let clock: any WallClock
    let changed: AsyncSignal
    let logger: Logger

    /// Works until it is cancelled.
    func run() async throws {
        do {
            while true {
                do {
                    try await follow()
                } catch let error as CancellationError {
                    throw error
                } catch {
                    logger.error(
                        "tasks could not follow a calendar; trying again", metadata: ["error": "\(error)"])
                    try await clock.sleep(for: .seconds(1))
                    continue
                }
                await changed.wait()
                try Task.checkCancellation()
            }
        } catch is CancellationError {
            return
        }
    }

    private func follow() async throws {
        var count = 0
        while true {
            let step = try await store.followCalendars(limit: Self.stepSize, now: clock.now())
            if step.isDone { break }
            FaultPoint.calendarFollowed.reached()
            count += step.results.count
            dispatcher.record(step.results)
            try Task.checkCancellation()
        }
        if count > 0 {
            logger.info("tasks follow a calendar that has changed", metadata: ["tasks": "\(count)"])
        }
    }
}
