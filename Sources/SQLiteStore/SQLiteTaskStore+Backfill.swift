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
    /// When a backfill that must wait is looked at again: sooner if it is to be quick.
    private static let backfillPauses = (shortest: Duration.milliseconds(20), longest: Duration.milliseconds(200))

    public func startBackfill(
        _ id: TaskID, _ request: BackfillRequest, once key: IdempotencyKey?, within groups: Set<TaskGroup>?,
        now: Timestamp
    ) async throws -> BackfillAnswer {
        guard !request.isDryRun else {
            // It may look at many occurrences, and must not hold up what writes.
            return try await read { [self] db in
                try find(id, request, within: groups, StoredCalendars(), now: now, in: db).answer
            }
        }
        return try await transaction(at: now) { [self] db in
            try answer(once: key, now: now, in: db) {
                try startBackfill(id, request, within: groups, now: now, in: db)
            }
        }
    }

    private func startBackfill(
        _ id: TaskID, _ request: BackfillRequest, within groups: Set<TaskGroup>?, now: Timestamp, in db: Database
    ) throws -> BackfillAnswer {
        guard try task(id, within: groups, in: db) != nil else { return .noTask }
        let existing = try Row.fetchOne(db.cachedStatement(sql: Statements.backfill), arguments: [id.blob])
        if let existing, try Backfill(existing).state == .running { return .underWay }
        let found = try find(id, request, within: groups, calendars, now: now, in: db)
        guard case .backfill(var backfill) = found.answer else { return found.answer }
        let plan = backfill.plan
        let isOver = found.occurrences.isEmpty
        backfill.state = isOver ? .done : .running
        try db.cachedStatement(sql: Statements.putBackfill).execute(arguments: [
            id.blob, isOver ? Backfill.State.done.rawValue : Backfill.State.running.rawValue,
            request.from.milliseconds, request.to.milliseconds, request.max, request.perSecond, plan.runs,
            plan.first?.milliseconds, plan.last?.milliseconds, plan.alreadyRun, plan.unknown, plan.isTruncated,
            (request.from - .milliseconds(1)).milliseconds, isOver ? nil : now.milliseconds, now.milliseconds,
        ])
        for occurrence in found.occurrences {
            try db.cachedStatement(sql: Statements.addBackfillOccurrence)
                .execute(arguments: [id.blob, occurrence.milliseconds])
        }
        return .backfill(backfill)
    }

    /// What a request would run, or why nothing.
    private func find(
        _ id: TaskID, _ request: BackfillRequest, within groups: Set<TaskGroup>?, _ calendars: StoredCalendars,
        now: Timestamp, in db: Database
    ) throws -> (answer: BackfillAnswer, occurrences: [Timestamp]) {
        guard let (stored, passed) = try task(id, within: groups, in: db) else { return (.noTask, []) }
        let book = try stored.definition.recurrence.map { try calendars.book(for: $0, in: db) }
        let series = try BackfillSeries(
            stored.definition, stored.progress, request, calendars: book ?? CalendarBook(), now: now)
        guard let series else { return (.doesNotRecur, []) }
        let (plan, occurrences) = series.plan(request, try history(of: stored, passed, request, in: db))
        return (.backfill(Backfill(request: request, plan: plan)), occurrences)
    }

    public func backfill(of id: TaskID, within groups: Set<TaskGroup>?) async throws -> BackfillAnswer {
        try await read { [self] db in
            guard try task(id, within: groups, in: db) != nil else { return .noTask }
            let row = try Row.fetchOne(db.cachedStatement(sql: Statements.backfill), arguments: [id.blob])
            return try row.map { .backfill(try Backfill($0)) } ?? .none
        }
    }

    public func cancelBackfill(
        of id: TaskID, once key: IdempotencyKey?, within groups: Set<TaskGroup>?, now: Timestamp
    ) async throws -> BackfillAnswer {
        try await transaction { [self] db in
            try answer(once: key, now: now, in: db) {
                guard try task(id, within: groups, in: db) != nil else { return .noTask }
                guard try endBackfill(of: id, .cancelled, in: db),
                    let row = try Row.fetchOne(db.cachedStatement(sql: Statements.backfill), arguments: [id.blob])
                else { return .none }
                return .backfill(try Backfill(row))
            }
        }
    }

    /// Answers a request once for those with the same key. One that was refused uses up no key.
    private func answer(
        once key: IdempotencyKey?, now: Timestamp, in db: Database, _ body: () throws -> BackfillAnswer
    ) throws -> BackfillAnswer {
        guard let key else { return try body() }
        switch try earlierAnswer(key, now: now, in: db) {
        case .another: return .keyReused
        case .same(let text, _): return .repeated(text)
        case .none: break
        }
        let answer = try body()
        guard case .backfill(let backfill) = answer else { return answer }
        try keep(key, answer: ResponseJSON.backfill(backfill).description, now: now, in: db)
        return answer
    }

    /// Ends the backfill of a task if there is one under way. The runs that it has made stay.
    ///
    /// - Returns: whether there was one.
    func endBackfill(of id: TaskID, _ state: Backfill.State, in db: Database) throws -> Bool {
        try db.cachedStatement(sql: Statements.endBackfill).execute(arguments: [state.rawValue, id.blob])
        guard db.changesCount == 1 else { return false }
        try db.cachedStatement(sql: Statements.deleteBackfillOccurrences).execute(arguments: [id.blob])
        return true
    }

    static func forgetBackfills(of id: TaskID, in db: Database) throws {
        for sql in [
            Statements.deleteBackfill, Statements.deleteBackfilled, Statements.deleteBackfillOccurrences,
        ] {
            try db.cachedStatement(sql: sql).execute(arguments: [id.blob])
        }
    }

    private func task(
        _ id: TaskID, within groups: Set<TaskGroup>?, in db: Database
    ) throws -> (task: StoredTask, passed: PassedTimes?)? {
        guard let row = try Row.fetchOne(db.cachedStatement(sql: Statements.task), arguments: [id.blob]) else {
            return nil
        }
        let stored = try StoredTask(row)
        return stored.isWithin(groups) ? (stored, StoredTask.passed(row)) : nil
    }

    private func history(
        of task: StoredTask, _ passed: PassedTimes?, _ request: BackfillRequest, in db: Database
    ) throws -> BackfillHistory {
        let spans = try Row.fetchAll(
            db.cachedStatement(sql: Statements.backfilled), arguments: [task.id.blob])
        let removed = try Row.fetchOne(
            db.cachedStatement(sql: Statements.historyRemoved), arguments: [task.id.blob])
        return BackfillHistory(
            known: try occurrences(of: task.id, from: request.from, to: request.to, in: db), passed: passed,
            spans: spans.map {
                .init(from: $0.timestamp("from_at"), through: $0.timestamp("through"), madeAt: $0.timestamp("made_at"))
            },
            createdAt: task.createdAt, removedUntil: removed?.optionalTimestamp("history_from"))
    }

    /// Those that have a run, and some that are a little later.
    private func occurrences(
        of id: TaskID, from: Timestamp, to: Timestamp, in db: Database
    ) throws -> [Timestamp] {
        let end = min(to, Timestamp.latest - PassedTimes.latestOffset) + PassedTimes.latestOffset
        return try Row.fetchAll(
            db.cachedStatement(sql: Statements.occurrencesOfTask),
            arguments: [id.blob, from.milliseconds, end.milliseconds]
        ).map { $0.timestamp("scheduled_for") }
    }

    // MARK: - Making runs

    public func stepBackfills(limit: Int, now: Timestamp) async throws -> BackfillStep {
        let next = try await read { db in
            try Row.fetchOne(db.cachedStatement(sql: Statements.nextBackfill))?.timestamp("due_at")
        }
        guard let next, next <= now else { return BackfillStep(results: [], nextAt: next) }
        return try await transaction(at: now) { [self] db in
            let due = try Row.fetchAll(
                db.cachedStatement(sql: Statements.dueBackfills), arguments: [now.milliseconds, limit])
            var step = BackfillStep(results: [], nextAt: nil)
            for row in due {
                if let result = try stepBackfill(row, now: now, in: db) { step.results.append(result) }
            }
            step.nextAt = try Row.fetchOne(db.cachedStatement(sql: Statements.nextBackfill))?.timestamp("due_at")
            return step
        }
    }

    /// Makes the runs of one backfill that are due, in the same transaction in which it notes how far it has come.
    private func stepBackfill(_ row: Row, now: Timestamp, in db: Database) throws -> TaskChangeResult? {
        let id = try row.id("task_id", TaskID.self)
        let (cursor, dueAt) = (row.timestamp("cursor"), row.timestamp("due_at"))
        guard let found = try Row.fetchOne(db.cachedStatement(sql: Statements.backfill), arguments: [id.blob]),
            let (stored, passed) = try task(id, within: nil, in: db)
        else {
            try Self.forgetBackfills(of: id, in: db)
            return nil
        }
        var backfill = try Backfill(found)
        let request = backfill.request
        let progress = stored.progress
        let open = progress.queued + progress.waiting
        let mayOverlap = stored.definition.schedule.overlap == .allow
        let interval = Duration.milliseconds(max(1, Int64(1000 / request.perSecond)))
        // Nothing runs beside it unless that is allowed; and what can't run yet is not heaped up.
        guard !progress.isPaused, mayOverlap ? progress.waiting < Self.maximumWaiting : open == 0 else {
            let pause = min(max(interval, Self.backfillPauses.shortest), Self.backfillPauses.longest)
            try record(backfill, id, cursor: cursor, dueAt: now + pause, in: db)
            return nil
        }
        guard stored.definition.recurrence != nil, try revive(stored, in: db) == nil else {
            _ = try endBackfill(of: id, .cancelled, in: db)
            return nil
        }
        // As many as are due by now, so that a pace faster than the steps is kept.
        var nextAt = max(dueAt, now - .seconds(1))
        var count = 0
        while count < (mayOverlap ? Self.backfillStep : 1), nextAt <= now {
            count += 1
            nextAt = nextAt + interval
        }
        let left = try Row.fetchAll(
            db.cachedStatement(sql: Statements.nextBackfillOccurrences),
            arguments: [id.blob, cursor.milliseconds, count + 1]
        ).map { $0.timestamp("scheduled_for") }
        let next = Array(left.prefix(count))
        guard let first = next.first, let last = next.last else {
            _ = try endBackfill(of: id, .done, in: db)
            return nil
        }
        // Its schedule may have been set back since.
        let known = BackfillHistory(
            known: try occurrences(of: id, from: first, to: last + .milliseconds(1), in: db), passed: passed)
        let occurrences = next.filter { known.verdict(on: $0) == .run }
        backfill.made += occurrences.count
        backfill.plan.runs -= next.count - occurrences.count
        backfill.plan.alreadyRun += next.count - occurrences.count
        try record(backfill, id, cursor: last, dueAt: nextAt, in: db)
        if left.count == next.count { _ = try endBackfill(of: id, .done, in: db) }
        guard !occurrences.isEmpty else { return nil }
        try db.cachedStatement(sql: Statements.noteBackfilled).execute(arguments: [
            id.blob, request.from.milliseconds, last.milliseconds, now.milliseconds,
        ])
        return try run(occurrences, of: stored, now: now, in: db)
    }

    private func record(
        _ backfill: Backfill, _ id: TaskID, cursor: Timestamp, dueAt: Timestamp?, in db: Database
    ) throws {
        try db.cachedStatement(sql: Statements.advanceBackfill).execute(arguments: [
            (backfill.state ?? .running).rawValue, backfill.plan.runs, backfill.plan.alreadyRun, backfill.made,
            cursor.milliseconds, dueAt?.milliseconds, id.blob,
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
        guard let state = State(rawValue: row["state"]) else {
            throw DatabaseError(message: "the state of a backfill is unknown: \(row["state"] as Int)")
        }
        var plan = BackfillPlan()
        plan.runs = row["runs"]
        plan.first = row.optionalTimestamp("first")
        plan.last = row.optionalTimestamp("last")
        plan.alreadyRun = row["already_run"]
        plan.unknown = row["unknown"]
        plan.isTruncated = row["truncated"]
        self.init(
            request: BackfillRequest(
                from: row.timestamp("from_at"), to: row.timestamp("to_at"), max: row["max_runs"],
                perSecond: row["per_second"], isDryRun: false),
            state: state, plan: plan, made: row["made"])
    }
}
