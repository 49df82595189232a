internal import Foundation
internal import GRDB
internal import JSON
internal import Messages
internal import Recurrence
internal import TaskModel
internal import Timekeeping

extension TaskProgress {
    /// How many columns ``Statements/progressColumns`` has.
    static let columnCount = 10

    /// Reads ``Statements/progressColumns``, of which `start` is the first.
    init(_ row: Row, at start: Int) throws {
        guard let status = TaskStatus(rawValue: row[start]) else {
            throw DatabaseError(message: "the status of a task is unknown: \(row[start] as Int)")
        }
        let isPaused: Bool = row[start + 6]
        // While it is paused its due time is held where no claim finds it.
        self.init(
            status: status, runAt: row.timestamp(start + 1),
            dueAt: row.optionalTimestamp(isPaused ? start + 3 : start + 2), attempt: row[start + 4],
            retryAt: row.optionalTimestamp(start + 5), isPaused: isPaused, queued: row[start + 7],
            waiting: row[start + 8], catchUpUntil: row.optionalTimestamp(start + 9))
    }

    /// Writes it down.
    ///
    /// - Parameter newOccurrences: how many were claimed, or skipped, with this.
    func save(_ id: TaskID, newOccurrences: Int = 0, now: Timestamp, in db: Database) throws {
        let due = dueAt?.milliseconds
        try db.cachedStatement(sql: Statements.saveProgress).execute(arguments: [
            status.rawValue, runAt.milliseconds, isPaused ? nil : due, isPaused ? due : nil, attempt,
            retryAt?.milliseconds, isPaused, queued, waiting, catchUpUntil?.milliseconds, newOccurrences,
            now.milliseconds, id.blob,
        ])
    }
}

extension TaskRules {
    /// Reads ``Statements/rulesColumns``, of which `start` is the first.
    init(_ row: Row, at start: Int, of id: TaskID, _ calendars: StoredCalendars, in db: Database) throws {
        self.init(
            recurrence: try Self.recurrence(row, at: start, of: id, calendars, in: db),
            retry: try RetryPolicy(text: row[start + 4]),
            schedule: try SchedulePolicy(text: row[start + 5]), expiresAt: row.optionalTimestamp(start + 6),
            since: row.optionalTimestamp(start + 7) ?? .earliest,
            passed: Self.passed(row, at: start))
    }

    fileprivate static func passed(_ row: Row, at start: Int) -> PassedTimes? {
        row.optionalTimestamp(start + 9).map { PassedTimes(last: $0, count: row[start + 8] ?? 1) }
    }

    /// Writes down from when on the recurrence counts.
    func saveSince(_ id: TaskID, in db: Database) throws {
        guard let recurrence else { return }
        let local = recurrence.zone.local(of: recurrence.anchor)
        try db.cachedStatement(sql: Statements.updateSince).execute(arguments: [
            since.milliseconds, passed?.count, passed?.last.milliseconds, recurrence.anchor.milliseconds,
            recurrence.localAnchor == local ? nil : recurrence.localAnchor.milliseconds, id.blob,
        ])
    }

    private static func recurrence(
        _ row: Row, at start: Int, of id: TaskID, _ calendars: StoredCalendars, in db: Database
    ) throws -> Recurrence? {
        guard let rule = try row.recurrence(start + 2) else { return nil }
        return try Recurrence(
            rule, anchor: row.timestamp(start), localAnchor: row.localAnchor(start + 1), zone: row.zone(start + 3),
            seed: TaskDefinition.seed(of: row.origin(start + 10) ?? id),
            calendars: try calendars.book(for: rule, in: db))
    }
}

extension StoredTask {
    private static let progressStart = 14
    private static let rulesStart = progressStart + TaskProgress.columnCount

    /// What of it decides how it goes on.
    static func rules(_ row: Row, _ calendars: StoredCalendars, in db: Database) throws -> TaskRules {
        try TaskRules(row, at: rulesStart, of: try row.id(0, TaskID.self), calendars, in: db)
    }

    /// Which times it has passed before, by a clock that was ahead.
    static func passed(_ row: Row) -> PassedTimes? { TaskRules.passed(row, at: rulesStart) }

    /// Reads ``Statements/taskColumns``.
    init(_ row: Row) throws {
        let (progressStart, rulesStart) = (Self.progressStart, Self.rulesStart)
        let definition = TaskDefinition(
            id: try row.id(0, TaskID.self), origin: try row.origin(rulesStart + 10), action: try row.action(1),
            payload: try row.json(2) ?? RawJSON("null"),
            runAt: row.timestamp(rulesStart), isAnchored: row[9],
            localAnchor: row.localAnchor(rulesStart + 1), recurrence: try row.recurrence(rulesStart + 2),
            zone: try row.zone(rulesStart + 3), timeoutSeconds: row[3],
            retry: try RetryPolicy(text: row[rulesStart + 4]),
            schedule: try SchedulePolicy(text: row[rulesStart + 5]),
            expiresAt: row.optionalTimestamp(rulesStart + 6), name: try row.name(8), group: try row.group(10),
            tags: try row.tags(11),
            priority: try row.priority(13))
        self.init(
            definition: definition, progress: try TaskProgress(row, at: progressStart),
            error: row.error(code: 4, message: 5), revision: row[12], createdAt: row.timestamp(6),
            updatedAt: row.timestamp(7))
    }
}

extension StoredRun {
    /// Reads ``Statements/runColumns``.
    init(_ row: Row) throws {
        let id = try row.id(0, RunID.self)
        guard let state = RunState(rawValue: row[4]) else {
            throw DatabaseError(message: "the state of the run \(id) is unknown")
        }
        self.init(
            id: id, taskID: try row.id(1, TaskID.self), scheduledFor: row.timestamp(2), attempt: row[3], state: state,
            dueAt: row.optionalTimestamp(5), queuedAt: row.optionalTimestamp(6), startedAt: row.optionalTimestamp(7),
            finishedAt: row.optionalTimestamp(8), lateReason: (row[9] as String?).flatMap(LateReason.init(rawValue:)),
            executor: row[10], output: try row.json(13), error: row.error(code: 11, message: 12),
            isBackfill: row[14])
    }
}

extension Row {
    func recurrence(_ index: Int) throws -> RecurrenceRule? {
        try (self[index] as String?).map { try RecurrenceRule(storedText: $0) }
    }

    /// `nil` if it is the task's own id.
    func origin(_ index: Int) throws -> TaskID? {
        try (self[index] as Data?) == nil ? nil : id(index, TaskID.self)
    }

    func localAnchor(_ index: Int) -> LocalDateTime? {
        (self[index] as Int64?).map(LocalDateTime.init(milliseconds:))
    }

    func name(_ index: Int) throws -> TaskName? {
        guard let text = self[index] as String? else { return nil }
        guard let name = TaskName(text) else { throw DatabaseError(message: "a stored name is bad: \(text)") }
        return name
    }

    func group(_ index: Int) throws -> TaskGroup {
        guard let group = TaskGroup(self[index]) else {
            throw DatabaseError(message: "a stored group is not well formed: \(self[index] as String)")
        }
        return group
    }

    func priority(_ index: Int) throws -> TaskPriority {
        guard let priority = TaskPriority(self[index]) else {
            throw DatabaseError(message: "a stored priority is not one: \(self[index] as Int)")
        }
        return priority
    }

    /// Tags are stored with a comma between them, which none has.
    func tags(_ index: Int) throws -> [TaskTag] {
        guard let text = self[index] as String? else { return [] }
        return try text.split(separator: ",").map { part in
            guard let tag = TaskTag(String(part)) else { throw DatabaseError(message: "a stored tag is bad: \(part)") }
            return tag
        }
    }

    func zone(_ index: Int) throws -> Zone {
        guard let identifier = self[index] as String? else { return .utc }
        guard let zone = Zone(identifier: identifier) else {
            throw DatabaseError(message: "the stored zone \(identifier) is not known here")
        }
        return zone
    }
}

extension RetryPolicy {
    /// How a policy is stored; nil for the usual one.
    var text: String? {
        self == .standard ? nil : String(decoding: JSONWriter.object { write(into: &$0) }, as: UTF8.self)
    }

    init(text: String?) throws {
        guard let text else {
            self = .standard
            return
        }
        var reader = try JSONReader(Array(text.utf8))
        try self.init(reading: &reader)
    }
}

extension SchedulePolicy {
    /// How a policy is stored; nil for the usual one.
    var text: String? {
        self == .standard ? nil : String(decoding: JSONWriter.object { write(into: &$0) }, as: UTF8.self)
    }

    init(text: String?) throws {
        guard let text else {
            self = .standard
            return
        }
        var reader = try JSONReader(Array(text.utf8))
        try self.init(reading: &reader)
    }
}

extension TaskDefinition {
    /// How its tags are stored; nil for none.
    var tagsText: String? {
        tags.isEmpty ? nil : tags.map(\.rawValue).joined(separator: ",")
    }
}
