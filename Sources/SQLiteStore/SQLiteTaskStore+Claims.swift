internal import GRDB
internal import JSON
internal import Messages
public import Scheduler
internal import TaskModel
public import Timekeeping

extension SQLiteTaskStore {
    /// How many occurrences of a task come between two looks at whether its history has grown too long.
    static let occurrencesPerPruning = 32

    public func claim(
        _ plan: [ClaimPlan], within limits: LimitBudget, now: Timestamp
    ) async throws -> [Claim] {
        try await transaction(at: now) { [self] db in
            var limits = limits
            var room = Self.maximumClaimBytes
            return try plan.map { entry in
                var claiming = ClaimBuilder(
                    plan: entry, actionID: try actions.id(of: entry.action, in: db), now: now, limits: limits)
                if entry.waiting > 0 { try claimWaiting(&claiming, room: &room, in: db) }
                if entry.fresh > 0 { try claimFresh(&claiming, room: &room, in: db) }
                limits = claiming.limits
                return try claiming.claim(in: db)
            }
        }
    }

    /// Claims runs that waited. It ends early where their payloads fill `room`.
    private func claimWaiting(_ claiming: inout ClaimBuilder, room: inout Int, in db: Database) throws {
        let (plan, now) = (claiming.plan, claiming.now)
        let (ofRun, ofTask) = (Statements.dueRunColumns.runs, Statements.dueRunColumns.tasks)
        let due = try DueRow.fetch(
            Statements.dueRuns, claiming.actionID, plan, id: ofRun[.runID], due: ofRun[.dueAt], limit: plan.waiting,
            in: db)
        for entry in due where room > 0 && claiming.waited < plan.waiting {
            let row = entry.row
            let id = try row.id(ofRun[.runID], RunID.self)
            let task = try TaskIdentity(row, ofTask, action: plan.action)
            let taskID = task.id
            let payload = try row.json(ofTask[.payload]) ?? RawJSON("null")
            let place = claiming.place(of: task, payload)
            if let partition = claiming.partitionToWaitIn(place, in: entry.partition) {
                if partition != entry.partition {
                    try db.cachedStatement(sql: Statements.moveRun)
                        .execute(arguments: [partition.text, taskID.blob, id.blob])
                }
                continue
            }
            let attempt = Attempt(row, ofRun)
            // Read again: another run of the same task may have changed it in this transaction.
            guard var progress = try progress(of: taskID, in: db) else { continue }
            let definition = try TaskDefinition(rulesIn: row, ofTask)
            let rules = try TaskRules(definition, row, ofTask, calendars, in: db)
            guard progress.claimWaiting(attempt, rules, now: now) else {
                let skipped = SkippedOccurrences(
                    .expired, first: attempt.scheduledFor, last: attempt.scheduledFor, count: 1)
                try finish(id, taskID, .skipped, RunResult(outcome: .rejected, error: skipped.error), now: now, in: db)
                try setError(skipped.error, of: taskID, in: db)
                try progress.save(taskID, now: now, in: db)
                recordSkipped(skipped, as: id, of: task)
                recordTaskEnd(of: task, progress)
                claiming.skipped += 1
                continue
            }
            try db.cachedStatement(sql: Statements.queueRun).execute(arguments: [
                now.milliseconds, claiming.lateReason(row.timestamp(ofRun[.dueAt]), entry.partition)?.rawValue,
                taskID.blob,
                id.blob,
            ])
            try progress.save(taskID, now: now, in: db)
            // What asks again and again whether there is an executor yet was told of when it first asked.
            if plan.lateReason != .noConsumer {
                let told = TaskEvent.Run(id: id, scheduledFor: attempt.scheduledFor, attempt: attempt.number)
                journal.record(TaskEvent(.runQueued, task, run: told))
            }
            room -= payload.bytes.count
            claiming.waited += 1
            claiming.add(
                RunRequest(
                    runID: id, taskID: taskID, action: plan.action, payload: payload,
                    scheduledFor: attempt.scheduledFor, attempt: attempt.number,
                    maxAttempts: rules.retry.maxAttempts, timeoutSeconds: definition.timeoutSeconds,
                    isSuspect: row[ofRun[.suspicion]] > 0 || row.endedExecutor(ofTask)), at: place)
        }
    }

    /// Claims occurrences that are due for the first time. It ends early where their payloads fill `room`.
    private func claimFresh(_ claiming: inout ClaimBuilder, room: inout Int, in db: Database) throws {
        let (plan, now) = (claiming.plan, claiming.now)
        let at = Statements.dueColumns
        let due = try DueRow.fetch(
            Statements.due, last: plan.looksAtBothEnds ? Statements.dueLast : nil, claiming.actionID, plan,
            id: at[.id], due: at[.dueAt], limit: plan.fresh, in: db)
        for entry in due where room > 0 && claiming.runs.count - claiming.waited < plan.fresh {
            let row = entry.row
            let task = try TaskIdentity(row, at, action: plan.action)
            let taskID = task.id
            let payload = try row.json(at[.payload]) ?? RawJSON("null")
            let place = claiming.place(of: task, payload)
            if let partition = claiming.partitionToWaitIn(place, in: entry.partition) {
                if partition != entry.partition {
                    try db.cachedStatement(sql: Statements.moveTask).execute(arguments: [partition.text, taskID.blob])
                }
                continue
            }
            // A run of the task that had waited may have been claimed a moment ago.
            var progress =
                claiming.waited > 0
                ? try self.progress(of: taskID, in: db) ?? TaskProgress(row, at)
                : try TaskProgress(row, at)
            let dueAt = progress.dueAt ?? progress.runAt
            let definition = try TaskDefinition(rulesIn: row, at)
            let rules = try TaskRules(definition, row, at, calendars, in: db)
            let claim = progress.claimOccurrence(rules, now: now)
            if let skipped = claim.skipped {
                try record(skipped, of: task, claiming.actionID, now: now, in: db)
                if skipped.reason == .expired { try setError(skipped.error, of: taskID, in: db) }
                claiming.skipped += skipped.count
            }
            if let occurrence = claim.run {
                let run = NewRun(
                    id: newRunID(now), taskID: taskID, actionID: claiming.actionID,
                    attempt: Attempt(scheduledFor: occurrence, number: 1, beganAt: now), state: .queued,
                    dueAt: max(occurrence, dueAt), queuedAt: now,
                    lateReason: claiming.lateReason(
                        dueAt, entry.partition, created: row.timestamp(at[.createdAt]),
                        changed: row.timestamp(at[.updatedAt])))
                try run.insert(in: db)
                journal.record(
                    TaskEvent(.runQueued, task, run: .init(id: run.id, scheduledFor: occurrence, attempt: 1)))
                room -= payload.bytes.count
                claiming.add(
                    RunRequest(
                        runID: run.id, taskID: taskID, action: plan.action, payload: payload,
                        scheduledFor: occurrence, attempt: 1, maxAttempts: rules.retry.maxAttempts,
                        timeoutSeconds: definition.timeoutSeconds, isSuspect: row.endedExecutor(at)), at: place)
            }
            try progress.save(taskID, newOccurrences: 1, now: now, in: db)
            if claim.run == nil { recordTaskEnd(of: task, progress) }
            let occurrences: Int = row[at[.runs]]
            if (occurrences + 1).isMultiple(of: Self.occurrencesPerPruning) { try pruneRuns(of: taskID, in: db) }
        }
    }

    /// Removes the oldest runs of a task, where it has more than are kept.
    private func pruneRuns(of taskID: TaskID, in db: Database) throws {
        let newest = try Row.fetchOne(
            db.cachedStatement(sql: Statements.newestToPrune), arguments: [taskID.blob, retainedRuns])
        guard let newest else { return }
        try Self.recordRemoved(through: try newest.id("run_id", RunID.self), of: taskID, in: db)
        try db.cachedStatement(sql: Statements.pruneRunsOfTask)
            .execute(arguments: [taskID.blob, taskID.blob, retainedRuns])
    }

    /// Notes that runs of a task are no longer known, up to one of them.
    static func recordRemoved(through id: RunID, of taskID: TaskID, in db: Database) throws {
        try db.cachedStatement(sql: Statements.recordRemoved).execute(arguments: [
            id.madeAt.milliseconds, taskID.blob,
        ])
    }

    func setError(_ error: RunError?, of taskID: TaskID, in db: Database) throws {
        try db.cachedStatement(sql: Statements.setError).execute(arguments: [error?.code, error?.message, taskID.blob])
    }
}
