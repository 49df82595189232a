internal import GRDB
internal import JSON
internal import Messages
internal import Recurrence
public import Scheduler
public import TaskModel
public import Timekeeping

extension SQLiteTaskStore {
    /// How many runs one step makes.
    private static let backfillStep = 50
    /// While so many runs of a task wait, no more are made.
    private static let maximumWaiting = 100
    /// How many occurrences one step looks at.
    private static let maximumLooked = 2000
    /// When a backfill that must wait is looked at again.
    private static let backfillPause = Duration.milliseconds(200)

    public func startBackfill(
        _ id: TaskID, _ request: BackfillRequest, within groups: Set<TaskGroup>?, now: Timestamp
    ) async throws -> BackfillAnswer {
        try await transaction(at: now) { [self] db in
            guard let stored = try task(id, within: groups, in: db) else { return .noTask }
            let book = try stored.definition.recurrence.map { try calendars.book(for: $0, in: db) }
            let series = try BackfillSeries(
                stored.definition, stored.progress, request, calendars: book ?? CalendarBook(), now: now)
            guard let series else { return .doesNotRecur }
            let plan = series.plan(request, try history(of: stored, request, in: db))
            guard !request.isDryRun else { return .backfill(Backfill(request: request, plan: plan)) }
            let existing = try Row.fetchOne(db.cachedStatement(sql: Statements.backfill), arguments: [id.blob])
            if let existing, try Backfill(existing).state == .running { return .underWay }
            let state = plan.runs == 0 ? Backfill.State.done : .running
            try db.cachedStatement(sql: Statements.putBackfill).execute(arguments: [
                id.blob, state.rawValue, request.from.milliseconds, request.to.milliseconds, request.max,
                request.perSecond, plan.runs, plan.first?.milliseconds, plan.last?.milliseconds, plan.alreadyRun,
                plan.unknown, plan.isTruncated, (request.from - .milliseconds(1)).milliseconds,
                state == .running ? now.milliseconds : nil, now.milliseconds,
            ])
            return .backfill(Backfill(request: request, state: state, plan: plan))
        }
    }

    public func backfill(of id: TaskID, within groups: Set<TaskGroup>?) async throws -> BackfillAnswer {
        try await read { [self] db in
            guard try task(id, within: groups, in: db) != nil else { return .noTask }
            let row = try Row.fetchOne(db.cachedStatement(sql: Statements.backfill), arguments: [id.blob])
            return try row.map { .backfill(try Backfill($0)) } ?? .none
        }
    }

    public func cancelBackfill(of id: TaskID, within groups: Set<TaskGroup>?) async throws -> BackfillAnswer {
        try await transaction { [self] db in
            guard try task(id, within: groups, in: db) != nil else { return .noTask }
            try endBackfill(of: id, .cancelled, in: db)
            guard db.changesCount == 1,
                let row = try Row.fetchOne(db.cachedStatement(sql: Statements.backfill), arguments: [id.blob])
            else { return .none }
            return .backfill(try Backfill(row))
        }
    }

    /// Ends the backfill of a task if there is one under way. The runs that it has made stay.
    func endBackfill(of id: TaskID, _ state: Backfill.State, in db: Database) throws {
        try db.cachedStatement(sql: Statements.endBackfill).execute(arguments: [state.rawValue, id.blob])
    }

    func forgetBackfills(of id: TaskID, in db: Database) throws {
        try db.cachedStatement(sql: Statements.deleteBackfill).execute(arguments: [id.blob])
        try db.cachedStatement(sql: Statements.deleteBackfilled).execute(arguments: [id.blob])
    }

    private func task(_ id: TaskID, within groups: Set<TaskGroup>?, in db: Database) throws -> StoredTask? {
        guard let row = try Row.fetchOne(db.cachedStatement(sql: Statements.task), arguments: [id.blob]) else {
            return nil
        }
        let stored = try StoredTask(row)
        return stored.isWithin(groups) ? stored : nil
    }

    private func history(
        of task: StoredTask, _ request: BackfillRequest, in db: Database
    ) throws -> BackfillHistory {
        let known = try Row.fetchAll(
            db.cachedStatement(sql: Statements.occurrencesOfTask),
            arguments: [task.id.blob, request.from.milliseconds, request.to.milliseconds])
        let spans = try Row.fetchAll(
            db.cachedStatement(sql: Statements.backfilled), arguments: [task.id.blob])
        let removed = try Row.fetchOne(
            db.cachedStatement(sql: Statements.historyRemoved), arguments: [task.id.blob])
        return BackfillHistory(
            known: Set(known.map { $0.timestamp(0) }),
            spans: spans.map { .init(from: $0.timestamp(0), through: $0.timestamp(1), madeAt: $0.timestamp(2)) },
            createdAt: task.createdAt, removedUntil: removed?.optionalTimestamp(0))
    }

    // MARK: - Making runs

    public func stepBackfills(limit: Int, now: Timestamp) async throws -> BackfillStep {
        let next = try await read { db in
            try Row.fetchOne(db.cachedStatement(sql: Statements.nextBackfill))?.timestamp(0)
        }
        guard let next, next <= now else { return BackfillStep(results: [], nextAt: next) }
        return try await transaction(at: now) { [self] db in
            let due = try Row.fetchAll(
                db.cachedStatement(sql: Statements.dueBackfills), arguments: [now.milliseconds, limit])
            var step = BackfillStep(results: [], nextAt: nil)
            for row in due {
                if let result = try stepBackfill(row, now: now, in: db) { step.results.append(result) }
            }
            step.nextAt = try Row.fetchOne(db.cachedStatement(sql: Statements.nextBackfill))?.timestamp(0)
            return step
        }
    }

    /// Makes the runs of one backfill that are due, in the same transaction in which it notes how far it has come.
    private func stepBackfill(_ row: Row, now: Timestamp, in db: Database) throws -> TaskChangeResult? {
        let id = try row.id(0, TaskID.self)
        let (cursor, dueAt) = (row.timestamp(1), row.timestamp(2))
        guard let found = try Row.fetchOne(db.cachedStatement(sql: Statements.backfill), arguments: [id.blob]),
            let stored = try task(id, within: nil, in: db)
        else {
            try forgetBackfills(of: id, in: db)
            return nil
        }
        let backfill = try Backfill(found)
        let request = backfill.request
        let progress = stored.progress
        let open = progress.queued + progress.waiting
        let mayOverlap = stored.definition.schedule.overlap == .allow
        // Nothing runs beside it unless that is allowed; and what can't run yet is not heaped up.
        guard !progress.isPaused, mayOverlap ? progress.waiting < Self.maximumWaiting : open == 0 else {
            try note(backfill, id, cursor: cursor, dueAt: now + Self.backfillPause, in: db)
            return nil
        }
        let book = try stored.definition.recurrence.map { try calendars.book(for: $0, in: db) } ?? CalendarBook()
        guard let series = try BackfillSeries(stored.definition, progress, request, calendars: book, now: now),
            try revive(stored, in: db) == nil
        else {
            try endBackfill(of: id, .cancelled, in: db)
            return nil
        }
        let history = try history(of: stored, request, in: db)
        let interval = Duration.milliseconds(max(1, Int64(1000 / request.perSecond)))
        // As many as are due by now, so that a pace faster than the steps is kept.
        var nextAt = max(dueAt, now - .seconds(1))
        var occurrences: [Timestamp] = []
        var reached = cursor
        var isOver = false
        var looked = 0
        let most = min(mayOverlap ? Self.backfillStep : 1, request.max - backfill.made)
        while occurrences.count < most, nextAt <= now {
            guard let occurrence = series.next(after: reached) else {
                isOver = true
                break
            }
            reached = occurrence
            looked += 1
            guard looked < Self.maximumLooked else { break }
            guard history.verdict(on: occurrence) == .run else { continue }
            occurrences.append(occurrence)
            nextAt = nextAt + interval
        }
        var after = backfill
        after.made += occurrences.count
        if after.made >= request.max || isOver { after.state = .done }
        try note(after, id, cursor: reached, dueAt: after.state == .running ? nextAt : nil, in: db)
        guard !occurrences.isEmpty else { return nil }
        try db.cachedStatement(sql: Statements.noteBackfilled).execute(arguments: [
            id.blob, request.from.milliseconds, reached.milliseconds, now.milliseconds,
        ])
        return try run(occurrences, of: stored, now: now, in: db)
    }

    private func note(
        _ backfill: Backfill, _ id: TaskID, cursor: Timestamp, dueAt: Timestamp?, in db: Database
    ) throws {
        try db.cachedStatement(sql: Statements.advanceBackfill).execute(arguments: [
            (backfill.state ?? .running).rawValue, backfill.made, cursor.milliseconds, dueAt?.milliseconds, id.blob,
        ])
    }

    private func run(
        _ occurrences: [Timestamp], of stored: StoredTask, now: Timestamp, in db: Database
    ) throws -> TaskChangeResult {
        let action = stored.definition.action
        let actionID = try actions.id(of: action, in: db)
        var progress = stored.progress
        for occurrence in occurrences {
            try NewRun(
                id: newRunID(now), taskID: stored.id, actionID: actionID,
                attempt: Attempt(scheduledFor: occurrence, number: 1, beganAt: now), state: .waiting, dueAt: now,
                waited: true, isBackfill: true
            ).insert(in: db)
            progress.runNow(now)
        }
        try progress.save(stored.id, now: now, in: db)
        return TaskChangeResult(.done, action: action, nextDue: DueTimes(waiting: now))
    }
}

extension Backfill {
    /// Reads ``Statements/backfill``.
    fileprivate init(_ row: Row) throws {
        guard let state = State(rawValue: row[0]) else {
            throw DatabaseError(message: "the state of a backfill is unknown: \(row[0] as Int)")
        }
        var plan = BackfillPlan()
        plan.runs = row[5]
        plan.first = row.optionalTimestamp(6)
        plan.last = row.optionalTimestamp(7)
        plan.alreadyRun = row[8]
        plan.unknown = row[9]
        plan.isTruncated = row[10]
        self.init(
            request: BackfillRequest(
                from: row.timestamp(1), to: row.timestamp(2), max: row[3], perSecond: row[4], isDryRun: false),
            state: state, plan: plan, made: row[11])
    }
}
