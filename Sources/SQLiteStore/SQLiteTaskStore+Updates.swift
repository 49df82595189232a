internal import GRDB
internal import JSON
internal import Messages
internal import Recurrence
internal import Scheduler
internal import TaskModel
internal import Timekeeping

extension SQLiteTaskStore {
    /// Gives a task another definition. Its runs so far stay, and it keeps its id.
    func update(_ update: TaskUpdate, now: Timestamp, in db: Database) throws -> TaskChangeResult {
        var task = update.task
        guard let row = try Row.fetchOne(db.cachedStatement(sql: Statements.task), arguments: [task.id.blob]) else {
            return TaskChangeResult(.notFound)
        }
        let stored = try StoredTask(row)
        task.origin = stored.definition.origin
        guard stored.progress.isLive else { return TaskChangeResult(.conflict(.ended)) }
        guard stored.revision == update.revision else { return TaskChangeResult(.conflict(.changed)) }
        if let name = task.name, let holder = try liveTask(named: name, in: db), holder != task.id {
            return TaskChangeResult(.conflict(.nameTaken))
        }
        if update.times != .kept, try !hasCalendars(of: task, in: db) {
            return TaskChangeResult(.conflict(.noCalendar))
        }
        if update.times == .kept { task.takeTimes(of: stored.definition) }
        try db.cachedStatement(sql: Statements.updateTask).execute(
            arguments: StatementArguments(task.values + [now.milliseconds, task.id.blob]))
        if task.tags != stored.definition.tags {
            try db.cachedStatement(sql: Statements.deleteTags).execute(arguments: [task.id.blob])
            try insertTags(of: task, in: db)
        }
        // What waits may be more urgent now, and count against other limits.
        try db.cachedStatement(sql: Statements.updatePriorityOfRuns)
            .execute(arguments: [task.priority.rawValue, task.id.blob])
        guard update.times != .kept else {
            let progress = stored.progress
            journal.record(TaskEvent(.taskUpdated, task.identity))
            return TaskChangeResult(
                .done, action: task.action,
                nextDue: progress.isPaused
                    ? .none : DueTimes(fresh: progress.dueAt, waiting: progress.waiting > 0 ? now : nil))
        }
        return try changeTimes(
            of: task, stored.progress, StoredTask.rules(row, calendars, in: db), isBegun: update.times == .begun,
            now: now, in: db)
    }

    private func changeTimes(
        of task: TaskDefinition, _ before: TaskProgress, _ old: TaskRules, isBegun: Bool, now: Timestamp,
        in db: Database
    ) throws -> TaskChangeResult {
        try forgetCalendars(of: task.id, in: db)
        try recordCalendars(of: task, now: now, in: db)
        var new = old
        new.recurrence = try series(of: task, in: db)
        new.schedule = task.schedule
        var progress = before
        let edit = try progress.edit(
            old, to: new, first: isBegun ? task.firstAt ?? task.runAt : nil,
            isUnderWay: hasRun(task.id, at: before.runAt, Statements.openOccurrence, in: db), now: now
        ) { try hasRun(task.id, at: $0, Statements.begunOccurrence, in: db) }
        if edit.startsNow {
            new.since = now
            try new.saveSince(task.id, in: db)
        }
        try record(edit.skipped, of: task.identity, actions.id(of: task.action, in: db), now: now, in: db)
        try progress.save(task.id, now: now, in: db)
        let dueAt = progress.isPaused ? nil : progress.dueAt
        journal.record(TaskEvent(.taskUpdated, task.identity, nextAt: dueAt))
        recordTaskEnd(of: task.identity, progress)
        return TaskChangeResult(
            .done, action: task.action,
            nextDue: DueTimes(
                fresh: dueAt, waiting: progress.waiting > 0 && !progress.isPaused ? now : nil))
    }

    /// What gives a task's occurrences, with the calendars that it names.
    func series(of task: TaskDefinition, in db: Database) throws -> Recurrence? {
        try task.series(task.recurrence.map { try calendars.book(for: $0, in: db) } ?? CalendarBook())
    }

    /// A run now, beside the schedule; a task that has ended comes to life for it.
    func run(_ id: TaskID, as runID: RunID, now: Timestamp, in db: Database) throws -> TaskChangeResult {
        let known = try Row.fetchOne(db.cachedStatement(sql: Statements.runState), arguments: [runID.blob])
        if known != nil { return TaskChangeResult(.queued(runID)) }
        guard let row = try Row.fetchOne(db.cachedStatement(sql: Statements.task), arguments: [id.blob]) else {
            return TaskChangeResult(.notFound)
        }
        let stored = try StoredTask(row)
        if let conflict = try revive(stored, in: db) { return TaskChangeResult(.conflict(conflict)) }
        var progress = stored.progress
        // Not the time of an occurrence, or of another run: both would have the same idempotency key.
        var scheduledFor = now
        while try scheduledFor == progress.runAt
            || hasRun(id, at: scheduledFor, Statements.runAtOccurrence, in: db)
        {
            scheduledFor = scheduledFor + .milliseconds(1)
        }
        progress.runNow(now)
        let action = stored.definition.action
        let run = NewRun(
            id: runID, taskID: id, actionID: try actions.id(of: action, in: db),
            attempt: Attempt(scheduledFor: scheduledFor, number: 1, beganAt: now), state: .waiting, dueAt: now,
            waited: true)
        try run.insert(in: db)
        try progress.save(id, now: now, in: db)
        return TaskChangeResult(.queued(runID), action: action, nextDue: DueTimes(waiting: now))
    }

    /// Prepares a task that may have ended for another run: it must not expire before that.
    ///
    /// - Returns: what stands against it.
    func revive(_ task: StoredTask, in db: Database) throws -> TaskChangeAnswer.Conflict? {
        guard !task.progress.isLive else { return nil }
        if let name = task.definition.name, try liveTask(named: name, in: db) != nil { return .nameTaken }
        try db.cachedStatement(sql: Statements.clearExpiry).execute(arguments: [task.id.blob])
        return nil
    }

    /// - Parameter sql: which runs count.
    func hasRun(_ id: TaskID, at occurrence: Timestamp, _ sql: String, in db: Database) throws -> Bool {
        try Row.fetchOne(db.cachedStatement(sql: sql), arguments: [id.blob, occurrence.milliseconds]) != nil
    }

    func insertTags(of task: TaskDefinition, in db: Database) throws {
        for tag in task.tags {
            try db.cachedStatement(sql: Statements.insertTag).execute(arguments: [tag.rawValue, task.id.blob])
        }
    }

    // MARK: - Several changes, and whose

    /// Changes all or nothing.
    func applyAtomically(
        _ changes: [TaskChange], now: Timestamp, in db: Database
    ) throws -> TaskChangeResult {
        var results: [TaskChangeResult] = []
        var refusal: TaskChangeAnswer?
        let noted = journal.count
        try db.inSavepoint {
            for (index, change) in changes.enumerated() {
                let result = try apply(change, now: now, in: db)
                if let conflict = result.answer.conflict {
                    refusal = .refused(at: index, conflict)
                    return .rollback
                }
                results.append(result)
            }
            return .commit
        }
        if let refusal {
            actions.forget()
            journal.forget(after: noted)
            return TaskChangeResult(refusal)
        }
        var result = TaskChangeResult(.each(results.map(\.answer)))
        result.parts = results
        return result
    }

    /// Whether the task that a change concerns is of one of these groups.
    func isWithin(_ groups: Set<TaskGroup>, _ change: TaskChange, in db: Database) throws -> Bool {
        switch change {
        case .create(let task), .createOnce(let task, _): return groups.contains(task.group)
        case .put(let task):
            guard let name = task.name, let holder = try liveTask(named: name, in: db) else {
                return groups.contains(task.group)
            }
            return try groups.contains(task.group) && Self.isTask(holder, of: groups, in: db)
        case .delete(let id), .pause(let id), .resume(let id), .run(let id, _), .cancel(let id):
            return try Self.isTask(id, of: groups, in: db)
        case .update(let update):
            return try groups.contains(update.task.group) && Self.isTask(update.task.id, of: groups, in: db)
        case .redrive(let id), .discard(let id):
            let found = try Row.fetchOne(db.cachedStatement(sql: Statements.runState), arguments: [id.blob])
            return try found.map { try Self.isTask($0.id("task_id", TaskID.self), of: groups, in: db) } ?? false
        case .atomic(let changes): return try changes.allSatisfy { try isWithin(groups, $0, in: db) }
        case .once(_, let change): return try isWithin(groups, change, in: db)
        case .recall: return true
        case .scoped(let narrower, let change): return try isWithin(groups.intersection(narrower), change, in: db)
        }
    }

    static func isTask(_ id: TaskID, of groups: Set<TaskGroup>, in db: Database) throws -> Bool {
        let row = try Row.fetchOne(db.cachedStatement(sql: Statements.groupOfTask), arguments: [id.blob])
        return try row.map { groups.contains(try $0.group(Statements.groupOfTaskColumns[.groupName])) } ?? false
    }
}

extension TaskChangeAnswer {
    /// What stands against the change, where something does.
    fileprivate var conflict: Conflict? {
        switch self {
        case .conflict(let conflict), .refused(_, let conflict): conflict
        case .notFound: .noTask
        default: nil
        }
    }
}
