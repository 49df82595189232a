internal import AsyncPrimitives
internal import Logging
internal import Messages
public import TaskModel
public import Timekeeping

/// What came of a question about a backfill.
public enum BackfillAnswer: Hashable, Sendable {
    case backfill(Backfill)
    case noTask
    /// The task does not recur.
    case doesNotRecur
    /// Another is under way.
    case underWay
    /// There is none.
    case none
    /// What an earlier request with the same idempotency key was answered; nothing was changed now.
    case repeated(String)
    /// The idempotency key came with another request.
    case keyReused
}

/// A step of making the runs of backfills.
public struct BackfillStep: Sendable {
    /// What of it matters for dispatch.
    public var results: [TaskChangeResult]
    /// When there is more to do; `nil` if no backfill is under way.
    public var nextAt: Timestamp?

    public init(results: [TaskChangeResult], nextAt: Timestamp?) {
        self.results = results
        self.nextAt = nextAt
    }
}

/// Makes the runs of backfills at their pace. The table knows how far each has come, so that it goes on after a crash.
struct Backfiller: Sendable {
    /// How many backfills one transaction looks at.
    private static let stepSize = 20
    /// The pauses between steps.
    private static let (shortest, longest) = (Duration.milliseconds(20), Duration.seconds(1))

    let store: any TaskStore
    let dispatcher: Dispatcher
    let clock: any WallClock
    let started: AsyncSignal
    let logger: Logger

    /// Works until it is cancelled.
    func run() async throws {
        do {
            while true {
                let now = clock.now()
                do {
                    let step = try await store.stepBackfills(limit: Self.stepSize, now: now)
                    if !step.results.isEmpty { FaultPoint.backfillStepped.reached() }
                    dispatcher.record(step.results)
                    if let nextAt = step.nextAt {
                        let pause = Duration.milliseconds(max(0, nextAt.milliseconds - now.milliseconds))
                        try await clock.sleep(for: min(max(pause, Self.shortest), Self.longest))
                    } else {
                        await started.wait()
                        try Task.checkCancellation()
                    }
                } catch let error as CancellationError {
                    throw error
                } catch {
                    logger.error("runs of a backfill could not be made; trying again", metadata: ["error": "\(error)"])
                    try await clock.sleep(for: Self.longest)
                }
            }
        } catch is CancellationError {
            return
        }
    }
}
