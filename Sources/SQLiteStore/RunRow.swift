internal import GRDB
internal import TaskModel
internal import Timekeeping

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
    /// Whether the task tells of an error.
    let taskHasError: Bool
    /// When somebody asked that it be stopped.
    let cancelledAt: Timestamp?
    let isBackfill: Bool
    /// Nil where the task has been deleted.
    let task: Owner?

    /// The task of a run.
    struct Owner {
        let progress: TaskProgress
        let rules: TaskRules
        let group: TaskGroup
        let name: TaskName?
    }

    /// The task as others know it; nil where it has been deleted.
    func identity(_ action: ActionName) -> TaskIdentity? {
        task.map { TaskIdentity(id: taskID, name: $0.name, action: action, group: $0.group) }
    }

    /// What listeners are told of the run.
    func told(_ state: RunState? = nil, _ error: RunError? = nil) -> TaskEvent.Run {
        TaskEvent.Run(
            id: id, scheduledFor: attempt.scheduledFor, attempt: attempt.number, state: state, error: error)
    }

    /// - Returns: nil where there is no such run.
    static func find(
        _ taskID: TaskID, _ id: RunID, _ calendars: StoredCalendars, in db: Database
    ) throws -> RunRow? {
        let found = try Row.fetchOne(
            db.cachedStatement(sql: Statements.runWithTask), arguments: [taskID.blob, id.blob])
        return try found.map { try RunRow(id: id, taskID: taskID, $0, calendars, in: db) }
    }

    private init(
        id: RunID, taskID: TaskID, _ row: Row, _ calendars: StoredCalendars, in db: Database
    ) throws {
        self.id = id
        self.taskID = taskID
        actionID = row[0]
        attempt = Attempt(scheduledFor: row.timestamp(1), number: row[2], beganAt: row.timestamp(4))
        guard let state = RunState(rawValue: row[3]) else {
            throw DatabaseError(message: "the state of the run \(id) is unknown")
        }
        self.state = state
        queuedAt = row.optionalTimestamp(5)
        losses = row[6]
        waited = row[7]
        suspicion = row["suspicion"]
        dueAt = row.optionalTimestamp(8)
        let hasTask: Bool = row[9]
        taskHasError = row[10]
        cancelledAt = row.optionalTimestamp(11)
        let start = 14
        task =
            hasTask
            ? Owner(
                progress: try TaskProgress(row, at: start),
                rules: try TaskRules(row, at: start + TaskProgress.columnCount, of: taskID, calendars, in: db),
                group: try row.group(12), name: try row.name(13))
            : nil
        isBackfill = row["backfill"]
    }
}
