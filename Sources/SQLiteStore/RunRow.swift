internal import GRDB
internal import JSON
internal import Scheduler
internal import TaskModel
internal import Timekeeping

extension StoredRun {
    /// Reads ``RunColumn/shown``.
    init(_ row: Row, _ at: Columns<RunColumn>) throws {
        let id = try row.id(at[.runID], RunID.self)
        self.init(
            id: id, taskID: try row.id(at[.taskID], TaskID.self), scheduledFor: row.timestamp(at[.scheduledFor]),
            attempt: row[at[.attempt]], state: try RunState(row, at, of: id),
            dueAt: row.optionalTimestamp(at[.dueAt]), queuedAt: row.optionalTimestamp(at[.queuedAt]),
            startedAt: row.optionalTimestamp(at[.startedAt]), finishedAt: row.optionalTimestamp(at[.finishedAt]),
            lateReason: (row[at[.lateReason]] as String?).flatMap(LateReason.init(rawValue:)),
            executor: row[at[.executor]], output: try row.json(at[.output]),
            error: row.error(code: at[.errorCode], message: at[.errorMessage]), isBackfill: row[at[.backfill]])
    }
}

extension RunState {
    fileprivate init(_ row: Row, _ at: Columns<RunColumn>, of id: RunID) throws {
        guard let state = RunState(rawValue: row[at[.state]]) else {
            throw DatabaseError(message: "the state of the run \(id) is unknown")
        }
        self = state
    }
}

extension Attempt {
    /// Reads ``RunColumn/ofAttempt``.
    init(_ row: Row, _ at: Columns<RunColumn>) {
        self.init(
            scheduledFor: row.timestamp(at[.scheduledFor]), number: row[at[.attempt]],
            beganAt: row.timestamp(at[.beganAt]))
    }
}

extension RunReference {
    init(_ row: Row, _ at: Columns<RunColumn>) throws {
        self.init(taskID: try row.id(at[.taskID], TaskID.self), runID: try row.id(at[.runID], RunID.self))
    }
}

/// A run with its task, as the table holds them when something is about to change.
struct RunRow {
    let id: RunID
    let taskID: TaskID
    let actionID: Int64
    let attempt: Attempt
    let state: RunState
    let queuedAt: Timestamp?
    let dueAt: Timestamp?
    let losses: Int
    let waited: Bool
    /// How often runs in its place came back since their consumers died.
    let suspicion: Int
    /// Whether the task shows an error.
    let taskHasError: Bool
    /// When a client asked that it be stopped.
    let cancelledAt: Timestamp?
    let isBackfill: Bool
    /// `nil` if the task was deleted.
    let task: Owner?

    /// The task of a run.
    struct Owner {
        let progress: TaskProgress
        let rules: TaskRules
        let group: TaskGroup
        let name: TaskName?
    }

    /// The task as others know it; `nil` if it was deleted.
    func identity(_ action: ActionName) -> TaskIdentity? {
        task.map { TaskIdentity(id: taskID, name: $0.name, action: action, group: $0.group) }
    }

    /// The run as events have it.
    func told(_ state: RunState? = nil, _ error: RunError? = nil) -> TaskEvent.Run {
        TaskEvent.Run(
            id: id, scheduledFor: attempt.scheduledFor, attempt: attempt.number, state: state, error: error)
    }

    /// - Returns: `nil` if there is no such run.
    static func find(
        _ taskID: TaskID, _ id: RunID, _ calendars: StoredCalendars, in db: Database
    ) throws -> RunRow? {
        let found = try Row.fetchOne(
            db.cachedStatement(sql: Statements.runWithTask), arguments: [taskID.blob, id.blob])
        return try found.map { try RunRow($0, calendars, in: db) }
    }

    private init(_ row: Row, _ calendars: StoredCalendars, in db: Database) throws {
        let at = Statements.runWithTaskColumns.runs
        id = try row.id(at[.runID], RunID.self)
        taskID = try row.id(at[.taskID], TaskID.self)
        actionID = row[at[.actionID]]
        attempt = Attempt(row, at)
        state = try RunState(row, at, of: id)
        queuedAt = row.optionalTimestamp(at[.queuedAt])
        losses = row[at[.losses]]
        waited = row[at[.waited]]
        suspicion = row[at[.suspicion]]
        dueAt = row.optionalTimestamp(at[.dueAt])
        cancelledAt = row.optionalTimestamp(at[.cancelledAt])
        isBackfill = row[at[.backfill]]
        let ofTask = Statements.runWithTaskColumns.tasks
        taskHasError = !row.isNull(ofTask[.errorCode])
        task =
            row.isNull(ofTask[.id])
            ? nil
            : Owner(
                progress: try TaskProgress(row, ofTask),
                rules: try TaskRules(TaskDefinition(rulesIn: row, ofTask), row, ofTask, calendars, in: db),
                group: try row.group(ofTask[.groupName]), name: try row.name(ofTask[.name]))
    }
}
