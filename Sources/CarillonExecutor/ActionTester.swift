public import Executor
public import Foundation
internal import JSON
public import Logging
internal import Messages
internal import Synchronization
internal import TaskModel
internal import Timekeeping

/// Runs an action in a test: without a broker, on a clock of its own, as an executor would.
///
/// ```swift
/// let tester = ActionTester(PostToChat(rooms: rooms))
/// let report = try await tester.run(.init(room: "general", text: "hello"))
/// #expect(report.outcome == .succeeded())
/// ```
///
/// The runs of a tester are attempts at the same occurrence of the same task: they share the task id and the idempotency
/// key, and each has a run id of its own. So a second run shows whether the action is safe to repeat.
public struct ActionTester<Tested: Action>: Sendable {
    /// The number of the attempt in ``ActionContext/attempt``.
    public var attempt = 1
    /// The number of attempts in ``ActionContext/maxAttempts``.
    public var maxAttempts = 5
    /// The time limit of the run, in seconds. ``ActionContext/sleep(for:)`` past it is cancelled.
    public var timeoutSeconds = 30
    /// The time of the clock when a run begins, and its due time.
    public var start = Date(timeIntervalSince1970: 1_781_103_600)

    private let action: Tested

    public init(_ action: Tested) {
        self.action = action
    }

    /// Writes a payload as JSON, reads it as an executor does, and performs the action.
    ///
    /// - Throws: the encoder's error if the payload can't be written as JSON.
    public func run(_ payload: Tested.Payload) async throws -> ActionReport where Tested.Payload: Encodable {
        await run(RawJSON(unchecked: try ActionJSON.encode(payload)))
    }

    /// Performs the action with a payload as a client may write it. A payload that can't be read is rejected with the code
    /// `invalid_payload`.
    ///
    /// - Throws: an error if the text is not JSON: the API takes no such payload.
    public func run(json: String) async throws -> ActionReport {
        await run(try RawJSON(validating: Array(json.utf8)))
    }

    private func run(_ payload: RawJSON) async -> ActionReport {
        let start = Timestamp(start)
        let clock = TesterClock(start: start, limit: .seconds(timeoutSeconds))
        let lines = TesterLog.Lines()
        let logger = Logger(label: "action") { _ in TesterLog(lines: lines) }
        var random = RandomSource.system
        let request = RunRequest(
            runID: RunID(milliseconds: start.milliseconds, using: &random), taskID: TaskID(high: 0x7000, low: 1 << 63),
            action: Tested.name, payload: payload, scheduledFor: start, attempt: attempt, maxAttempts: maxAttempts,
            timeoutSeconds: timeoutSeconds)
        let performer = RunPerformer(
            actions: ActionRegistry([action]), clock: clock, executor: "tester", logger: logger)
        var result = await performer.perform(request, startedAt: start)
        if clock.isOver {
            result = .timeout(of: request, startedAt: start, finishedAt: clock.now(), executor: performer.executor)
        }
        return ActionReport(
            outcome: ActionOutcome(
                result.outcome, error: result.error, output: result.output,
                retryAfterSeconds: result.retryAfterSeconds),
            logs: lines.all.withLock { $0 }, elapsed: clock.uptime())
    }
}

/// What a run by an ``ActionTester`` did.
public struct ActionReport: Sendable {
    /// A line that the action wrote to ``ActionContext/logger``.
    public struct LogLine: Sendable {
        public let level: Logger.Level
        public let message: String
        /// Includes `task_id` and `run_id`.
        public let metadata: [String: String]
    }

    /// The outcome as the scheduler would get it. An error that the action threw is a failure with the code
    /// `action_error`; a run past its time limit is a failure with the code `timeout`.
    public let outcome: ActionOutcome
    /// The lines of all levels, in their order.
    public let logs: [LogLine]
    /// The time that went by on the clock of the run, which is the time that the action slept.
    public let elapsed: Duration
}

/// A clock that only sleeps move: each returns at once.
private final class TesterClock: WallClock {
    private let start: Timestamp
    private let limit: Duration
    private let elapsed = Mutex(Duration.zero)

    init(start: Timestamp, limit: Duration) {
        self.start = start
        self.limit = limit
    }

    /// Whether a sleep has reached the time limit.
    var isOver: Bool { uptime() >= limit }

    func now() -> Timestamp { start + uptime() }

    func uptime() -> Duration { elapsed.withLock { $0 } }

    func sleep(until deadline: Timestamp, atMost limit: Duration) async throws {
        let left = Duration.milliseconds(deadline.milliseconds - now().milliseconds)
        try await sleep(for: min(left, limit))
    }

    func sleep(for duration: Duration) async throws {
        try Task.checkCancellation()
        let isOver = elapsed.withLock { elapsed in
            elapsed = min(limit, elapsed + max(.zero, duration))
            return elapsed == limit
        }
        if isOver { throw CancellationError() }
    }
}

/// Keeps the lines of a logger.
private struct TesterLog: LogHandler {
    final class Lines: Sendable {
        let all = Mutex<[ActionReport.LogLine]>([])
    }

    let lines: Lines
    var logLevel = Logger.Level.trace
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.MetadataValue? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { _, new in new }
        let line = ActionReport.LogLine(
            level: event.level, message: event.message.description, metadata: all.mapValues(\.description))
        lines.all.withLock { $0.append(line) }
    }
}
