internal import GRDB
internal import JSON
internal import Messages
public import Scheduler
internal import TaskModel
public import Timekeeping

extension SQLiteTaskStore {
    /// How often the broker may lose the runs of one attempt before the attempt is given up.
    static let maximumLosses = 10

    public func apply(_ events: [RunReport], now: Timestamp) async throws -> [RunReportResult] {
        try await apply(events, letters: [], now: now)
    }

    public func apply(
        _ events: [RunReport], letters: [DeadLetter], now: Timestamp
    ) async throws -> [RunReportResult] {
        try await transaction(at: now) { [self] db in
            let names = ActionNames(db)
            for letter in letters { try record(letter, now: now, in: db) }
            return try events.map { event in
                switch event {
                case .started(let started): try apply(started, now: now, names: names, in: db)
                case .finished(let finished): try apply(finished, now: now, names: names, in: db)
                case .crashed(let crash): try apply(crash, now: now, names: names, in: db)
                }
            }
        }
    }

    private func apply(
        _ event: RunStarted, now: Timestamp, names: ActionNames, in db: Database
    ) throws -> RunReportResult {
        try db.cachedStatement(sql: Statements.startRun).execute(arguments: [
            min(event.startedAt, now).milliseconds, event.executor, event.taskID.blob, event.runID.blob,
        ])
        guard db.changesCount == 1 else { return .stale }
        if let row = try RunRow.find(event.taskID, event.runID, calendars, in: db),
            let task = row.identity(try names.name(of: row.actionID))
        {
            journal.record(TaskEvent(.runStarted, task, run: row.told()))
        }
        return .noted
    }

    /// The run id is the fence: a result for a run that has one already, or that is gone, changes nothing.
    private func apply(
        _ event: RunFinished, now: Timestamp, names: ActionNames, in db: Database
    ) throws -> RunReportResult {
        guard let row = try RunRow.find(event.taskID, event.runID, calendars, in: db), row.state == .queued,
            row.attempt.number == event.attempt
        else { return .stale }
        return .ended(
            try end(row, with: event.result.plausible(since: row.queuedAt, now: now), now: now, names, in: db))
    }

    /// A queued run has come to its end.
    func end(
        _ row: RunRow, with result: RunResult, now: Timestamp, _ names: ActionNames, in db: Database
    ) throws -> RunEnd {
        let action = try names.name(of: row.actionID)
        guard let task = row.task, let identity = row.identity(action) else {
            try deleteQueuedRun(RunReference(taskID: row.taskID, runID: row.id), in: db)
            return RunEnd(runID: row.id, action: action, state: nil, waited: row.waited)
        }
        var progress = task.progress
        var random = random
        let end = progress.finish(
            row.attempt, with: result, isCancelled: row.cancelledAt != nil, task.rules, now: now, using: &random)
        try finish(row.id, row.taskID, end.state, result, now: now, in: db)
        let error = end.state == .succeeded ? nil : result.error ?? .unexplained
        if error != nil || row.taskHasError { try setError(error, of: row.taskID, in: db) }
        var nextDue = DueTimes(fresh: progress.isPaused ? nil : progress.dueAt)
        if let retryAt = end.retryAt {
            nextDue.waiting = progress.isPaused ? nil : retryAt
            var attempt = row.attempt
            attempt.number += 1
            try insertWaiting(attempt, instead: row, dueAt: nextDue.waiting, losses: 0, now: now, in: db)
        }
        let isLive = progress.isLive && !progress.isPaused
        journal.record(
            TaskEvent(
                .runFinished, identity, run: row.told(end.state, end.state == .succeeded ? nil : error),
                nextAt: isLive ? nextDue.earliest : nil))
        try record(end.skipped, of: identity, row.actionID, now: now, in: db)
        try progress.save(row.taskID, now: now, in: db)
        recordTaskEnd(of: identity, progress)
        return RunEnd(
            runID: row.id, action: action, state: end.state, waited: row.waited, nextDue: nextDue,
            pressure: try pressure(of: row, action, result, in: db), took: result.duration)
    }

    /// What codes executors give if there was no answer in time.
    private static let timeouts: Set<String> = ["timeout", "connect_timeout"]

    /// Whether the host of a webhook asked for less: it answered 429 (RFC 6585 section 4), 503 or 504 (RFC 9110 sections
    /// 15.6.4 and 15.6.5), or not in time.
    private func pressure(
        of row: RunRow, _ action: ActionName, _ result: RunResult, in db: Database
    ) throws -> Backpressure? {
        guard action == WebhookPayload.action, result.outcome == .failed, let code = result.error?.code else {
            return nil
        }
        let isTimeout = Self.timeouts.contains(code)
        if !isTimeout {
            let status = code == "http_status" ? WebhookPayload.status(of: result.output) : nil
            guard status == 429 || status == 503 || status == 504 else { return nil }
        }
        guard let task = try Row.fetchOne(db.cachedStatement(sql: Statements.task), arguments: [row.taskID.blob]),
            let host = try StoredTask(task).definition.webhookHost
        else { return nil }
        return Backpressure(host: host, retryAfterSeconds: result.retryAfterSeconds, isTimeout: isTimeout)
    }

    func finish(
        _ id: RunID, _ taskID: TaskID, _ state: RunState, _ result: RunResult, now: Timestamp, in db: Database
    ) throws {
        try db.cachedStatement(sql: Statements.finishRun).execute(arguments: [
            state.rawValue, result.startedAt?.milliseconds, (result.finishedAt ?? now).milliseconds, result.executor,
            result.error?.code, result.error?.message, result.output?.data, taskID.blob, id.blob,
        ])
    }

    private func insertWaiting(
        _ attempt: Attempt, instead row: RunRow, dueAt: Timestamp?, losses: Int, now: Timestamp, in db: Database
    ) throws {
        try NewRun(
            id: newRunID(now), taskID: row.taskID, actionID: row.actionID, attempt: attempt, state: .waiting,
            dueAt: dueAt, losses: losses, waited: true, isBackfill: row.isBackfill
        ).insert(in: db)
    }

    // MARK: - Lost runs and dead letters

    public func lose(_ runs: [RunReference], now: Timestamp) async throws -> [RunEnd] {
        try await transaction(at: now) { [self] db in
            let names = ActionNames(db)
            return try runs.compactMap { run in
                guard let row = try RunRow.find(run.taskID, run.runID, calendars, in: db), row.state == .queued else {
                    return nil
                }
                return try lose(row, now: now, names, in: db)
            }
        }
    }

    private func lose(_ row: RunRow, now: Timestamp, _ names: ActionNames, in db: Database) throws -> RunEnd {
        if row.cancelledAt != nil { return try endCancelled(row, now: now, names, in: db) }
        guard row.losses < Self.maximumLosses, var progress = row.task?.progress else {
            let result = RunResult(outcome: .rejected, finishedAt: now, error: .lost)
            return try end(row, with: result, now: now, names, in: db)
        }
        let result = RunResult(outcome: .failed, finishedAt: now, error: .lost)
        try finish(row.id, row.taskID, .lost, result, now: now, in: db)
        progress.putBack(dueAt: now)
        let dueAt = progress.isPaused ? nil : now
        try insertWaiting(row.attempt, instead: row, dueAt: dueAt, losses: row.losses + 1, now: now, in: db)
        try progress.save(row.taskID, now: now, in: db)
        let action = try names.name(of: row.actionID)
        if let task = row.identity(action) {
            journal.record(TaskEvent(.runFinished, task, run: row.told(.lost, .lost), nextAt: dueAt))
        }
        return RunEnd(
            runID: row.id, action: action, state: .lost, waited: row.waited, nextDue: DueTimes(waiting: dueAt))
    }

    private func record(_ letter: DeadLetter, now: Timestamp, in db: Database) throws {
        // Whatever somebody publishes must not make an action.
        let known = try letter.action.flatMap { try actions.existingID(of: $0, in: db) }
        let actionID = try known ?? actions.id(of: Self.unknownAction, in: db)
        try NewRun(
            id: RunID(high: letter.id.high, low: letter.id.low), taskID: .none, actionID: actionID,
            attempt: Attempt(scheduledFor: now, number: 1, beganAt: now), state: .dead, finishedAt: now,
            error: letter.error, output: letter.output
        ).insert(in: db)
    }

    /// Stands for the action of a letter that names none.
    static let unknownAction: ActionName = "unknown"
}

extension RunError {
    /// For an executor that gave no reason.
    fileprivate static let unexplained = RunError(code: "unknown", message: "the executor gave no reason")
    fileprivate static let lost = RunError(
        code: "lost", message: "the broker no longer had it, and nobody told of its result: was its queue deleted?")
}

extension RunResult {
    /// How long the executor worked; nil if it did not say when it began.
    fileprivate var duration: Duration? {
        guard let startedAt, let finishedAt else { return nil }
        return .milliseconds(max(0, finishedAt.milliseconds - startedAt.milliseconds))
    }
}
