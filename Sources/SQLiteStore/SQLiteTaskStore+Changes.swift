internal import GRDB
internal import JSON
public import Messages
internal import Recurrence
public import Scheduler
internal import TaskModel
public import Timekeeping

extension SQLiteTaskStore {
    public func apply(_ changes: [TaskChange], now: Timestamp) async throws -> [TaskChangeResult] {
        try await transaction(at: now) { [self] db in
            try changes.map { try apply($0, now: now, in: db) }
        }
    }

    func apply(_ change: TaskChange, now: Timestamp, in db: Database) throws -> TaskChangeResult {
        switch change {
        case .atomic(let changes): try applyAtomically(changes, now: now, in: db)
        case .scoped(let groups, let change):
            try isWithin(groups, change, in: db)
                ? apply(change, now: now, in: db) : TaskChangeResult(.notFound)
        case .once(let key, let change): try apply(change, once: key, now: now, in: db)
        case .recall(let key): try recall(key, now: now, in: db)
        case .create(let task): try create(task, now: now, in: db)
        case .createOnce(let task, let key): try create(task, once: key, now: now, in: db)
        case .put(let task): try put(task, now: now, in: db)
        case .delete(let id): try delete(id, now: now, in: db)
        case .pause(let id): try pause(id, now: now, in: db)
        case .resume(let id): try resume(id, now: now, in: db)
        case .update(let update): try self.update(update, now: now, in: db)
        case .run(let id, let runID): try run(id, as: runID, now: now, in: db)
        case .cancel(let id): try cancel(id, now: now, in: db)
        case .redrive(let id): try changeDead(id, to: .redrive, now: now, in: db)
        case .discard(let id): try changeDead(id, to: .discard, now: now, in: db)
        }
    }

    // MARK: - Creating

    private func create(_ task: TaskDefinition, now: Timestamp, in db: Database) throws -> TaskChangeResult {
        if let name = task.name, let existing = try liveTask(named: name, in: db), existing != task.id {
            return TaskChangeResult(.conflict(.nameTaken))
        }
        return try insert(task, now: now, in: db)
    }

    /// The key and the task are one transaction: either both are there after a crash, or none.
    private func create(
        _ task: TaskDefinition, once key: IdempotencyKey, now: Timestamp, in db: Database
    ) throws -> TaskChangeResult {
        switch try earlier(key, now: now, in: db) {
        case .another: return TaskChangeResult(.conflict(.keyReused))
        case .same(let row):
            let first = try row.id("task_id", TaskID.self)
            // The same message, delivered twice, is no repetition by the client.
            return TaskChangeResult(first == task.id ? .done : .replayed(first))
        case .none: break
        }
        let result = try create(task, now: now, in: db)
        guard result.answer == .done else { return result }
        try keep(key, task: task.id, answer: nil, now: now, in: db)
        return result
    }

    private func put(_ task: TaskDefinition, now: Timestamp, in db: Database) throws -> TaskChangeResult {
        guard let name = task.name, let existing = try liveTask(named: name, in: db), existing != task.id else {
            return try insert(task, now: now, in: db)
        }
        guard let row = try Row.fetchOne(db.cachedStatement(sql: Statements.task), arguments: [existing.blob]) else {
            return try insert(task, now: now, in: db)
        }
        let stored = try StoredTask(row)
        if stored.definition.hasSameDefinition(as: task) { return TaskChangeResult(.unchanged(existing)) }
        guard try hasCalendars(of: task, in: db) else { return TaskChangeResult(.conflict(.noCalendar)) }
        let successor = try self.successor(task, of: stored, StoredTask.rules(row, calendars, in: db), now: now, in: db)
        let deleted = try delete(existing, now: now, in: db)
        var result = try insert(successor?.task ?? task, successor?.progress, now: now, in: db)
        try successor?.rules.saveSince(task.id, in: db)
        result.answer = .replaced(existing)
        result.released = deleted.released
        result.cancellations = deleted.cancellations
        return result
    }

    /// A task that goes on with the schedule of the one whose place it takes.
    private struct Successor {
        let task: TaskDefinition
        let progress: TaskProgress
        let rules: TaskRules
    }

    /// - Returns: `nil` if the task begins by itself.
    private func successor(
        _ task: TaskDefinition, of stored: StoredTask, _ old: TaskRules, now: Timestamp, in db: Database
    ) throws -> Successor? {
        let before = stored.progress
        let book = try task.recurrence.map { try calendars.book(for: $0, in: db) } ?? CalendarBook()
        guard task.begins(as: stored.definition),
            let kept = try? task.keepingAnchor(
                of: stored.definition, next: before.runAt, now: now, calendars: book)
        else { return nil }
        var rules = old
        rules.recurrence = try kept.series(book)
        rules.schedule = kept.schedule
        var progress = TaskProgress(
            status: .scheduled, runAt: before.runAt, dueAt: before.dueAt, attempt: 1,
            catchUpUntil: before.catchUpUntil)
        let edit = try progress.edit(old, to: rules, isUnderWay: false, now: now) {
            try hasRun(stored.id, at: $0, Statements.begunOccurrence, in: db)
        }
        if edit.startsNow { rules.since = now }
        return progress.isLive ? Successor(task: kept, progress: progress, rules: rules) : nil
    }

    func liveTask(named name: TaskName, in db: Database) throws -> TaskID? {
        try Row.fetchOne(db.cachedStatement(sql: Statements.liveTaskOfName), arguments: [name.rawValue])
            .map { try $0.id("id", TaskID.self) }
    }

    /// - Parameter progress: where it begins; `nil` for its first occurrence.
    private func insert(
        _ task: TaskDefinition, _ progress: TaskProgress? = nil, now: Timestamp, in db: Database
    ) throws -> TaskChangeResult {
        guard try hasCalendars(of: task, in: db) else { return TaskChangeResult(.conflict(.noCalendar)) }
        let progress = progress ?? TaskProgress(startingAt: task.firstAt ?? task.runAt)
        let ids: [(any DatabaseValueConvertible)?] = [task.id.blob, try actions.id(of: task.action, in: db)]
        try db.cachedStatement(sql: Statements.insertTask).execute(
            arguments: StatementArguments(
                ids + progress.values + task.values + [now.milliseconds, now.milliseconds]))
        // The same message may come twice.
        guard db.changesCount == 1 else {
            return TaskChangeResult(.done, action: task.action, nextDue: DueTimes(fresh: progress.dueAt))
        }
        try insertTags(of: task, in: db)
        try recordCalendars(of: task, now: now, in: db)
        journal.record(TaskEvent(.taskCreated, task.identity, nextAt: progress.dueAt))
        return TaskChangeResult(.done, action: task.action, nextDue: DueTimes(fresh: progress.dueAt))
    }

    // MARK: - Others

    /// Removes a task. What of it is under way is to be stopped: executors are told so until there is a result.
    func delete(_ id: TaskID, now: Timestamp, in db: Database) throws -> TaskChangeResult {
        guard let task = try identity(of: id, in: db) else { return TaskChangeResult(.notFound) }
        let blob = id.blob
        try db.cachedStatement(sql: Statements.deleteTask).execute(arguments: [blob])
        try db.cachedStatement(sql: Statements.deleteTags).execute(arguments: [blob])
        try forgetCalendars(of: id, in: db)
        try Self.forgetBackfills(of: id, in: db)
        let queued = try Row.fetchAll(db.cachedStatement(sql: Statements.queuedRunsOfTask), arguments: [blob])
        try db.cachedStatement(sql: Statements.deleteRunsOfTask).execute(arguments: [blob])
        journal.record(TaskEvent(.taskDeleted, task))
        guard !queued.isEmpty else { return TaskChangeResult(.done, action: task.action) }
        try db.cachedStatement(sql: Statements.cancelRunsOfTask).execute(arguments: [now.milliseconds, blob])
        let unpublished = queued.filter { $0["unpublished"] }
        var result = TaskChangeResult(
            .done, action: task.action,
            released: ActionRelease(
                action: task.action,
                runs: OutstandingRuns(total: unpublished.count, waited: unpublished.filter { $0["waited"] }.count),
                runIDs: try unpublished.map { try $0.id("run_id", RunID.self) },
                stopping: try queued.filter { !$0["unpublished"] }.map { try $0.id("run_id", RunID.self) }))
        // Also those that are not known to be with the broker: an executor may have them all the same.
        result.cancellations = try queued.map {
            RunCancellation(runID: try $0.id("run_id", RunID.self), taskID: id, action: task.action)
        }
        return result
    }

    func pause(_ id: TaskID, now: Timestamp, in db: Database) throws -> TaskChangeResult {
        guard var progress = try progress(of: id, in: db), let task = try identity(of: id, in: db) else {
            return TaskChangeResult(.notFound)
        }
        let wasPaused = progress.isPaused
        guard progress.pause() else { return TaskChangeResult(.conflict(.ended)) }
        try db.cachedStatement(sql: Statements.holdWaitingRuns).execute(arguments: [id.blob])
        try progress.save(id, now: now, in: db)
        try db.cachedStatement(sql: Statements.touchTask).execute(arguments: [id.blob])
        if !wasPaused { journal.record(TaskEvent(.taskPaused, task)) }
        return TaskChangeResult(.done)
    }

    func resume(_ id: TaskID, now: Timestamp, in db: Database) throws -> TaskChangeResult {
        guard var progress = try progress(of: id, in: db), let task = try identity(of: id, in: db) else {
            return TaskChangeResult(.notFound)
        }
        guard progress.isLive else { return TaskChangeResult(.conflict(.ended)) }
        // Resumed twice: what waits keeps its time.
        guard progress.isPaused, progress.resume(now: now) else { return TaskChangeResult(.done) }
        try db.cachedStatement(sql: Statements.releaseWaitingRuns).execute(arguments: [now.milliseconds, id.blob])
        try progress.save(id, now: now, in: db)
        try db.cachedStatement(sql: Statements.touchTask).execute(arguments: [id.blob])
        let nextDue = DueTimes(fresh: progress.dueAt, waiting: progress.retryAt)
        journal.record(TaskEvent(.taskResumed, task, nextAt: nextDue.earliest))
        return TaskChangeResult(.done, action: task.action, nextDue: nextDue)
    }

    func progress(of id: TaskID, in db: Database) throws -> TaskProgress? {
        try Row.fetchOne(db.cachedStatement(sql: Statements.progress), arguments: [id.blob])
            .map { try TaskProgress($0, Statements.progressColumns) }
    }
}

extension TaskDefinition {
    /// Whether another asks for the same work at the same times.
    fileprivate func hasSameDefinition(as other: TaskDefinition) -> Bool {
        var same = other
        (same.id, same.origin) = (id, origin)
        same.firstAt = firstAt
        // Made again, it would begin anew at another time, and with it the same recurrence.
        if !isAnchored, !other.isAnchored { same.runAt = runAt }
        if let recurrence, let others = other.recurrence, recurrence.saysTheSame(as: others) {
            same.recurrence = recurrence
        }
        // A task that does not recur has no zone of its own once its time is known.
        if recurrence == nil, other.recurrence == nil { same.zone = zone }
        return self == same
    }
}
