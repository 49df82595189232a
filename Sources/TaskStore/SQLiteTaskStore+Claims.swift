internal import GRDB
internal import JSON
internal import Messages
public import Scheduler
internal import TaskModel
public import Timekeeping

extension SQLiteTaskStore {
    /// How many occurrences of a task come between two looks at whether its history has grown too long.
    static let occurrencesPerPruning = 32

    public func claim(_ plan: [ClaimPlan], now: Timestamp) async throws -> [Claim] {
        try await transaction(at: now) { [self] db in
            var room = Self.maximumClaimBytes
            return try plan.map { entry in
                var claiming = Claiming(plan: entry, actionID: try actions.id(of: entry.action, in: db), now: now)
                if entry.waiting > 0 { try claimWaiting(&claiming, room: &room, in: db) }
                if entry.fresh > 0 { try claimFresh(&claiming, room: &room, in: db) }
                return Claim(
                    action: entry.action, runs: claiming.runs, waited: claiming.waited, skipped: claiming.skipped,
                    nextDue: try Self.nextDue(of: claiming.actionID, in: db))
            }
        }
    }

    /// What is being claimed of one action.
    private struct Claiming {
        let plan: ClaimPlan
        let actionID: Int64
        let now: Timestamp
        var runs: [RunRequest] = []
        var waited = 0
        var skipped = 0

        /// Why something that was due at `dueAt` is late; nil where it is not.
        func lateReason(_ dueAt: Timestamp, created: Timestamp? = nil, changed: Timestamp? = nil) -> LateReason? {
            guard now > dueAt + .seconds(1) else { return nil }
            if let created, dueAt <= created { return .createdLate }
            if let changed, dueAt < changed { return .held }
            return dueAt < plan.upSince ? .schedulerDown : plan.lateReason
        }
    }

    /// Claims runs that waited. It ends early where their payloads fill `room`.
    private func claimWaiting(_ claiming: inout Claiming, room: inout Int, in db: Database) throws {
        let (plan, now) = (claiming.plan, claiming.now)
        let rows = try Self.due(
            Statements.dueRuns, claiming.actionID, until: plan.horizon, limit: plan.waiting, in: db)
        for row in rows where room > 0 {
            let id = try row.id(0, RunID.self)
            let taskID = try row.id(1, TaskID.self)
            let attempt = Attempt(scheduledFor: row.timestamp(2), number: row[3], beganAt: row.timestamp(4))
            let dueAt = row.timestamp(5)
            // Read again: another run of the same task may have changed it in this transaction.
            guard var progress = try progress(of: taskID, in: db) else { continue }
            let task = try TaskIdentity(row, at: 8, id: taskID, action: plan.action)
            let rules = try TaskRules(row, at: 10 + TaskProgress.columnCount, of: taskID)
            let told = TaskEvent.Run(id: id, scheduledFor: attempt.scheduledFor, attempt: attempt.number)
            guard progress.claimWaiting(attempt, rules, now: now) else {
                let skipped = SkippedOccurrences(
                    .expired, first: attempt.scheduledFor, last: attempt.scheduledFor, count: 1)
                try finish(id, taskID, .skipped, RunResult(outcome: .rejected, error: skipped.error), now: now, in: db)
                try setError(skipped.error, of: taskID, in: db)
                try progress.save(taskID, now: now, in: db)
                noteSkipped(skipped, as: id, of: task)
                noteEnd(of: task, progress)
                claiming.skipped += 1
                continue
            }
            try db.cachedStatement(sql: Statements.queueRun).execute(arguments: [
                now.milliseconds, claiming.lateReason(dueAt)?.rawValue, taskID.blob, id.blob,
            ])
            try progress.save(taskID, now: now, in: db)
            // What asks again and again whether there is an executor yet was told of when it first asked.
            if plan.lateReason != .noConsumer { journal.note(TaskEvent(.runQueued, task, run: told)) }
            let run = RunRequest(
                runID: id, taskID: taskID, action: plan.action, payload: try row.json(6) ?? RawJSON("null"),
                scheduledFor: attempt.scheduledFor, attempt: attempt.number, maxAttempts: rules.retry.maxAttempts,
                timeoutSeconds: row[7])
            room -= run.payload.bytes.count
            claiming.runs.append(run)
            claiming.waited += 1
        }
    }

    /// Claims occurrences that are due for the first time. It ends early where their payloads fill `room`.
    private func claimFresh(_ claiming: inout Claiming, room: inout Int, in db: Database) throws {
        let (plan, now) = (claiming.plan, claiming.now)
        let rows = try Self.due(Statements.due, claiming.actionID, until: plan.horizon, limit: plan.fresh, in: db)
        for row in rows where room > 0 {
            let taskID = try row.id(0, TaskID.self)
            let task = try TaskIdentity(row, at: 6, id: taskID, action: plan.action)
            let start = 8
            // A run of the task that had waited may have been claimed a moment ago.
            var progress =
                claiming.waited > 0
                ? try self.progress(of: taskID, in: db) ?? TaskProgress(row, at: start)
                : try TaskProgress(row, at: start)
            let dueAt = progress.dueAt ?? progress.runAt
            let rules = try TaskRules(row, at: start + TaskProgress.columnCount, of: taskID)
            let claim = progress.claimOccurrence(rules, now: now)
            if let skipped = claim.skipped {
                let id = newRunID(now)
                try NewRun.skipped(skipped, id: id, taskID: taskID, actionID: claiming.actionID, now: now)
                    .insert(in: db)
                noteSkipped(skipped, as: id, of: task)
                if skipped.reason == .expired { try setError(skipped.error, of: taskID, in: db) }
                claiming.skipped += skipped.count
            }
            if let occurrence = claim.run {
                let run = NewRun(
                    id: newRunID(now), taskID: taskID, actionID: claiming.actionID,
                    attempt: Attempt(scheduledFor: occurrence, number: 1, beganAt: now), state: .queued,
                    dueAt: max(occurrence, dueAt), queuedAt: now,
                    lateReason: claiming.lateReason(
                        dueAt, created: row.timestamp(3), changed: row.timestamp(4)))
                try run.insert(in: db)
                journal.note(
                    TaskEvent(.runQueued, task, run: .init(id: run.id, scheduledFor: occurrence, attempt: 1)))
                claiming.runs.append(
                    RunRequest(
                        runID: run.id, taskID: taskID, action: plan.action,
                        payload: try row.json(1) ?? RawJSON("null"), scheduledFor: occurrence, attempt: 1,
                        maxAttempts: rules.retry.maxAttempts, timeoutSeconds: row[2]))
                room -= claiming.runs[claiming.runs.count - 1].payload.bytes.count
            }
            try progress.save(taskID, newOccurrences: 1, now: now, in: db)
            if claim.run == nil { noteEnd(of: task, progress) }
            let occurrences: Int = row[5]
            if (occurrences + 1).isMultiple(of: Self.occurrencesPerPruning) { try pruneRuns(of: taskID, in: db) }
        }
    }

    /// Removes the oldest runs of a task, where it has more than are kept.
    private func pruneRuns(of taskID: TaskID, in db: Database) throws {
        try db.cachedStatement(sql: Statements.pruneRunsOfTask)
            .execute(arguments: [taskID.blob, taskID.blob, retainedRuns])
    }

    func setError(_ error: RunError?, of taskID: TaskID, in db: Database) throws {
        try db.cachedStatement(sql: Statements.setError).execute(arguments: [error?.code, error?.message, taskID.blob])
    }
}
