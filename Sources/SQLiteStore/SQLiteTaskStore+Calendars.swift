internal import GRDB
internal import JSON
internal import Messages
public import Recurrence
public import Scheduler
public import TaskModel
public import Timekeeping

extension SQLiteTaskStore {
    /// A request is carried out at most so long after the API has read the calendars for it.
    private static let calendarRequestAge = Duration.seconds(30)

    public func calendar(_ name: CalendarName) async throws -> StoredCalendar? {
        try await read { db in try Self.calendar(name, in: db) }
    }

    private static func calendar(_ name: CalendarName, in db: Database) throws -> StoredCalendar? {
        try Row.fetchOne(db.cachedStatement(sql: Statements.calendar), arguments: [name.rawValue])
            .map { try StoredCalendar($0) }
    }

    public func calendars(after name: CalendarName?, limit: Int) async throws -> [StoredCalendar] {
        try await read { db in
            let rows = try Row.fetchAll(
                db.cachedStatement(sql: Statements.calendars), arguments: [name?.rawValue ?? "", limit])
            return try rows.map { try StoredCalendar($0) }
        }
    }

    public func calendarDefinitions(_ names: Set<CalendarName>) async throws -> [CalendarDefinition] {
        try await read { db in
            try names.sorted().compactMap { name in
                try Row.fetchOne(
                    db.cachedStatement(sql: Statements.calendarContent), arguments: [name.rawValue]
                ).map { try CalendarDefinition(name: name, $0) }
            }
        }
    }

    public func putCalendar(_ definition: CalendarDefinition, now: Timestamp) async throws -> StoredCalendar? {
        try await transaction { [self] db in
            let name = definition.name
            let existing = try Self.calendar(name, in: db)
            if let existing, existing.definition == definition { return existing }
            if existing == nil {
                let count = try Int.fetchOne(db, sql: "SELECT count(*) FROM calendars") ?? 0
                guard count < CalendarDefinition.maximumCount else { return nil }
            }
            let (isICalendar, text) =
                switch definition.content {
                case .entries(let entries): (false, entries.description)
                case .iCalendar(let text): (true, text)
                }
            try db.cachedStatement(sql: Statements.putCalendar).execute(arguments: [
                name.rawValue, isICalendar, text, now.milliseconds,
            ])
            calendars.forget(name)
            return try Self.calendar(name, in: db)
        }
    }

    public func deleteCalendar(_ name: CalendarName) async throws -> CalendarDeletion {
        try await transaction { [self] db in
            let users = try Row.fetchAll(
                db.cachedStatement(sql: Statements.tasksOfCalendar),
                arguments: [name.rawValue, CalendarDeletion.maximumNamed])
            if !users.isEmpty {
                let stored = try Self.calendar(name, in: db)
                return .inUse(
                    stored?.tasks ?? users.count, by: try users.map { try $0.id("id", TaskID.self) })
            }
            try db.cachedStatement(sql: Statements.deleteCalendar).execute(arguments: [name.rawValue])
            guard db.changesCount == 1 else { return .missing }
            try db.cachedStatement(sql: Statements.forgetUsers).execute(arguments: [name.rawValue])
            calendars.forget(name)
            return .deleted
        }
    }

    // MARK: - Who uses them

    /// Whether the calendars that a task uses are there. One may have been deleted a moment ago.
    func hasCalendars(of task: TaskDefinition, in db: Database) throws -> Bool {
        try task.recurrence?.calendarNames.allSatisfy { name in
            try Row.fetchOne(db.cachedStatement(sql: Statements.calendarRevision), arguments: [name.rawValue]) != nil
        } ?? true
    }

    /// Notes which calendars a task uses.
    func recordCalendars(of task: TaskDefinition, now: Timestamp, in db: Database) throws {
        for name in task.recurrence?.calendarNames ?? [] {
            let row = try Row.fetchOne(
                db.cachedStatement(sql: Statements.calendarRevision), arguments: [name.rawValue])
            guard let row else { continue }
            // The API may have read it before its last change: then the task is looked at again.
            let isFresh = row.timestamp("updated_at") > now - Self.calendarRequestAge
            let revision: Int = isFresh ? 0 : row["revision"]
            try db.cachedStatement(sql: Statements.putUser).execute(arguments: [
                name.rawValue, task.id.blob, revision,
            ])
            if isFresh { try db.cachedStatement(sql: Statements.followAgain).execute(arguments: [name.rawValue]) }
        }
    }

    func forgetCalendars(of id: TaskID, in db: Database) throws {
        try db.cachedStatement(sql: Statements.forgetUses).execute(arguments: [id.blob])
    }

    // MARK: - Following changes

    public func followCalendars(limit: Int, now: Timestamp) async throws -> CalendarStep {
        let isNeeded = try await read { db in
            try Row.fetchOne(db.cachedStatement(sql: Statements.changedCalendar)) != nil
        }
        guard isNeeded else { return CalendarStep(results: [], isDone: true) }
        return try await transaction(at: now) { [self] db in
            guard let changed = try Row.fetchOne(db.cachedStatement(sql: Statements.changedCalendar)) else {
                return CalendarStep(results: [], isDone: true)
            }
            let (name, revision): (String, Int) = (changed["name"], changed["revision"])
            let rows = try Row.fetchAll(
                db.cachedStatement(sql: Statements.staleUsers), arguments: [name, revision, limit])
            var step = CalendarStep(results: [], isDone: false)
            for row in rows {
                let id = try row.id("task_id", TaskID.self)
                if let result = try follow(id, now: now, in: db) { step.results.append(result) }
                try db.cachedStatement(sql: Statements.putUser).execute(arguments: [name, id.blob, revision])
            }
            if rows.count < limit {
                try db.cachedStatement(sql: Statements.calendarFollowed).execute(arguments: [revision, name])
            }
            return step
        }
    }

    /// Computes the next occurrence of a task again.
    ///
    /// - Returns: what matters for dispatch; `nil` if nothing has changed.
    private func follow(_ id: TaskID, now: Timestamp, in db: Database) throws -> TaskChangeResult? {
        guard let row = try Row.fetchOne(db.cachedStatement(sql: Statements.task), arguments: [id.blob]) else {
            return nil
        }
        let stored = try StoredTask(row)
        let task = stored.definition
        guard stored.progress.isLive, let rule = task.recurrence else { return nil }
        let book = try calendars.book(for: rule, in: db)
        // A rule that can't be counted any more keeps its end.
        let counted =
            (try? rule.recounted(
                anchor: task.runAt, localAnchor: task.localAnchor, zone: task.zone, seed: task.seed,
                countsAnchor: task.isAnchored, calendars: book)) ?? rule
        if counted != rule {
            try db.cachedStatement(sql: Statements.updateRecurrence)
                .execute(arguments: [counted.storedJSON, id.blob])
        }
        let recurrence = try Recurrence(
            counted, anchor: task.runAt, localAnchor: task.localAnchor, zone: task.zone, seed: task.seed,
            calendars: book)
        var rules = try StoredTask.rules(row, calendars, in: db)
        rules.recurrence = recurrence
        var progress = stored.progress
        progress.follow(rules, now: now)
        guard progress != stored.progress else { return nil }
        try progress.save(id, now: now, in: db)
        let dueAt = progress.isPaused ? nil : progress.dueAt
        journal.record(TaskEvent(.taskUpdated, task.identity, nextAt: dueAt))
        recordTaskEnd(of: task.identity, progress)
        return TaskChangeResult(.done, action: task.action, nextDue: DueTimes(fresh: dueAt))
    }
}

extension StoredCalendar {
    /// Reads ``Statements/calendarColumns``.
    fileprivate init(_ row: Row) throws {
        guard let name = CalendarName(row["name"]) else {
            throw DatabaseError(message: "the name of a stored calendar is bad: \(row["name"] as String)")
        }
        self.init(
            definition: try CalendarDefinition(name: name, row), revision: row["revision"], tasks: row["tasks"],
            updatedAt: row.timestamp("updated_at"))
    }
}
