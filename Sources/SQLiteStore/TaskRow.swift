internal import Foundation
internal import GRDB
internal import JSON
internal import Messages
internal import Recurrence
internal import TaskModel
internal import Timekeeping

extension TaskProgress {
    /// Reads ``TaskColumn/progress``.
    init(_ row: Row, _ at: Columns<TaskColumn>) throws {
        guard let status = TaskStatus(rawValue: row[at[.status]]) else {
            throw DatabaseError(message: "the status of a task is unknown: \(row[at[.status]] as Int)")
        }
        let isPaused: Bool = row[at[.paused]]
        // While it is paused its due time is held where no claim finds it.
        self.init(
            status: status, runAt: row.timestamp(at[.runAt]),
            dueAt: row.optionalTimestamp(at[isPaused ? .heldAt : .dueAt]), attempt: row[at[.attempt]],
            retryAt: row.optionalTimestamp(at[.retryAt]), isPaused: isPaused, queued: row[at[.queued]],
            waiting: row[at[.waiting]], catchUpUntil: row.optionalTimestamp(at[.catchUpUntil]))
    }

    private func value(_ column: TaskColumn) -> (any DatabaseValueConvertible)? {
        switch column {
        case .status: status.rawValue
        case .runAt: runAt.milliseconds
        case .dueAt: isPaused ? nil : dueAt?.milliseconds
        case .heldAt: isPaused ? dueAt?.milliseconds : nil
        case .attempt: attempt
        case .retryAt: retryAt?.milliseconds
        case .paused: isPaused
        case .queued: queued
        case .waiting: waiting
        case .catchUpUntil: catchUpUntil?.milliseconds
        default: nil
        }
    }

    /// The values of ``TaskColumn/progress``.
    var values: [(any DatabaseValueConvertible)?] { TaskColumn.progress.map(value) }

    /// Writes it down.
    ///
    /// - Parameter newOccurrences: how many were claimed, or skipped, with this.
    func save(_ id: TaskID, newOccurrences: Int = 0, now: Timestamp, in db: Database) throws {
        let arguments =
            [value(.dueAt)] + values
            + ([newOccurrences, now.milliseconds, id.blob] as [(any DatabaseValueConvertible)?])
        try db.cachedStatement(sql: Statements.saveProgress).execute(arguments: StatementArguments(arguments))
    }
}

extension TaskDefinition {
    /// Reads the part that decides how the task goes on: ``TaskColumn/rules``.
    init(rulesIn row: Row, _ at: Columns<TaskColumn>) throws {
        self = .blank
        id = try row.id(at[.id], TaskID.self)
        origin = id
        runAt = row.timestamp(at[.anchor])
        expiresAt = row.optionalTimestamp(at[.expiresAt])
        let json = try row.bytes(at[.definition])
        // Most have nothing in it.
        if json.count > 2 { try readStored(json) }
    }

    /// Reads ``TaskColumn/all`` and the name of the action.
    init(_ row: Row, _ at: JoinedColumns) throws {
        try self.init(rulesIn: row, at.tasks)
        action = try row.action(at.actions[.name])
        payload = try row.json(at.tasks[.payload]) ?? RawJSON("null")
        name = try row.name(at.tasks[.name])
        group = try row.group(at.tasks[.groupName])
        priority = try row.priority(at.tasks[.priority])
    }

    private func value(_ column: TaskColumn) -> (any DatabaseValueConvertible)? {
        switch column {
        case .anchor: runAt.milliseconds
        case .expiresAt: expiresAt?.milliseconds
        case .name: name?.rawValue
        case .groupName: group.rawValue
        case .priority: priority.rawValue
        case .definition: storedText
        case .payload: payload.data
        default: nil
        }
    }

    /// The values of ``TaskColumn/definition``.
    var values: [(any DatabaseValueConvertible)?] { TaskColumn.ofDefinition.map(value) }

    private var storedText: String {
        var json = JSONWriter()
        writeStored(into: &json)
        return String(decoding: json.bytes, as: UTF8.self)
    }
}

extension TaskRules {
    /// Reads ``TaskColumn/rules``.
    ///
    /// - Parameter definition: of the same row.
    init(
        _ definition: TaskDefinition, _ row: Row, _ at: Columns<TaskColumn>, _ calendars: StoredCalendars,
        in db: Database
    ) throws {
        let book = try definition.recurrence.map { try calendars.book(for: $0, in: db) }
        self.init(
            recurrence: try definition.series(book ?? CalendarBook()), retry: definition.retry,
            schedule: definition.schedule, expiresAt: definition.expiresAt,
            since: row.optionalTimestamp(at[.timesSince]) ?? row.timestamp(at[.createdAt]),
            passed: PassedTimes(row, at))
    }
}

extension TaskRules {
    /// Writes down from when on the recurrence counts.
    func saveSince(_ id: TaskID, in db: Database) throws {
        guard let recurrence else { return }
        let local = recurrence.zone.local(of: recurrence.anchor)
        try db.cachedStatement(sql: Statements.updateSince).execute(arguments: [
            since.milliseconds, passed?.count, passed?.last.milliseconds, recurrence.anchor.milliseconds,
            recurrence.localAnchor == local ? nil : recurrence.localAnchor.milliseconds, id.blob,
        ])
    }
}

extension RecurrenceRule {
    /// The JSON in a stored definition.
    var storedJSON: String {
        var json = JSONWriter()
        write(into: &json, forStorage: true)
        return String(decoding: json.bytes, as: UTF8.self)
    }
}

extension Row {
    /// Whether the last run of a task ended its executor.
    func endedExecutor(_ at: Columns<TaskColumn>) -> Bool { self[at[.errorCode]] == "executor_crashed" }
}

extension PassedTimes {
    /// Reads the times that a clock that was ahead has passed; `nil` if there are none.
    init?(_ row: Row, _ at: Columns<TaskColumn>) {
        guard let last = row.optionalTimestamp(at[.passedUntil]) else { return nil }
        self.init(last: last, count: row[at[.passes]] ?? 1)
    }
}

extension TaskIdentity {
    /// Reads ``TaskColumn/identity``.
    init(_ row: Row, _ at: Columns<TaskColumn>, action: ActionName) throws {
        self.init(
            id: try row.id(at[.id], TaskID.self), name: try row.name(at[.name]), action: action,
            group: try row.group(at[.groupName]))
    }
}

extension StoredTask {
    /// Reads ``Statements/taskColumns``.
    init(_ row: Row) throws {
        let at = Statements.taskColumns
        self.init(
            definition: try TaskDefinition(row, at), progress: try TaskProgress(row, at.tasks),
            error: row.error(code: at.tasks[.errorCode], message: at.tasks[.errorMessage]),
            revision: row[at.tasks[.revision]], createdAt: row.timestamp(at.tasks[.createdAt]),
            updatedAt: row.timestamp(at.tasks[.updatedAt]))
    }

    /// Reads what of it decides how it goes on.
    static func rules(_ row: Row, _ calendars: StoredCalendars, in db: Database) throws -> TaskRules {
        let at = Statements.taskColumns.tasks
        return try TaskRules(TaskDefinition(rulesIn: row, at), row, at, calendars, in: db)
    }

    /// Reads which times it has passed before, by a clock that was ahead.
    static func passed(_ row: Row) -> PassedTimes? { PassedTimes(row, Statements.taskColumns.tasks) }
}
