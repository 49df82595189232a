public import Foundation
public import Logging
package import Messages
internal import TaskModel
package import Timekeeping

/// The run that an action performs: ids, attempt, time limit, and its clock and logger.
public struct ActionContext: Sendable {
    /// The id of this attempt: a UUID in lowercase.
    public let runID: String
    /// The id of the task: a UUID in lowercase.
    public let taskID: String
    /// The number of this attempt, from 1.
    public let attempt: Int
    /// The number of attempts that the retry policy of the task allows.
    public let maxAttempts: Int
    /// A text that is the same for every attempt at this occurrence of the task, and for no other occurrence.
    public let idempotencyKey: String
    /// The time limit of the run, in whole seconds: 1 to 600.
    public let timeoutSeconds: Int
    /// A logger whose lines carry `task_id` and `run_id`.
    public let logger: Logger
    package let scheduledTime: Timestamp
    private let clock: any WallClock

    package init(_ request: RunRequest, clock: any WallClock, logger: Logger) {
        runID = request.runID.description
        taskID = request.taskID.description
        attempt = request.attempt
        maxAttempts = request.maxAttempts
        idempotencyKey = request.idempotencyKey
        timeoutSeconds = request.timeoutSeconds
        scheduledTime = request.scheduledFor
        self.clock = clock
        var logger = logger
        logger[metadataKey: "task_id"] = .string(taskID)
        logger[metadataKey: "run_id"] = .string(runID)
        self.logger = logger
    }

    /// The due time that this run is for.
    public var scheduledFor: Date { Date(scheduledTime) }

    /// The current time. ``ActionTester`` sets it in tests, so use it in place of `Date()`.
    public var now: Date { Date(clock.now()) }

    /// Waits for a while. In tests with ``ActionTester`` no real time passes.
    ///
    /// - Throws: `CancellationError` if the time limit is over or the task was cancelled, and nothing else.
    public func sleep(for duration: Duration) async throws {
        try await clock.sleep(for: duration)
    }
}
