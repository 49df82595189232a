internal import TaskModel

/// Every statement that runs while tasks are served. A test asks SQLite for the plan of each: none may scan a table.
enum Statements {
    // MARK: Changes

    /// Takes the values of these columns one after another.
    static let insertTask: String = {
        let columns =
            [TaskColumn.id, .actionID] + TaskColumn.progress + TaskColumn.ofDefinition + [.createdAt, .updatedAt]
        return "INSERT INTO tasks (\(columns.names)) VALUES (\(columns.placeholders)) ON CONFLICT (id) DO NOTHING"
    }()
    static let updateTask = """
        UPDATE tasks SET lane = '', \(TaskColumn.ofDefinition.assignments), revision = revision + 1, updated_at = ? WHERE id = ?
        """
    /// `local_anchor` is taken out if it is `NULL`.
    static let updateSince = """
        UPDATE tasks SET times_since = ?1, passes = ?2, passed_until = ?3, anchor = ?4, definition = iif(?5 IS NULL,
          json_remove(definition, '$.local_anchor'), json_set(definition, '$.local_anchor', ?5)) WHERE id = ?6
        """
    static let updateRecurrence = """
        UPDATE tasks SET definition = json_set(definition, '$.recurrence', json(?)) WHERE id = ?
        """
    static let runAtOccurrence = "SELECT 1 FROM runs WHERE task_id = ? AND scheduled_for = ? LIMIT 1"
    /// Also one that was cancelled; not the record of occurrences that did not run.
    static let begunOccurrence = """
        SELECT 1 FROM runs WHERE task_id = ? AND scheduled_for = ? AND state <> 4 LIMIT 1
        """
    static let openOccurrence = """
        SELECT 1 FROM runs WHERE task_id = ? AND scheduled_for = ? AND state IN (0, 6) LIMIT 1
        """
    static let updatePriorityOfRuns = "UPDATE runs SET lane = '', priority = ? WHERE task_id = ? AND state = 6"
    static let touchTask = "UPDATE tasks SET revision = revision + 1 WHERE id = ?"
    static let insertTag = "INSERT INTO task_tags (tag, task_id) VALUES (?, ?) ON CONFLICT DO NOTHING"
    static let deleteTags = "DELETE FROM task_tags WHERE task_id = ?"
    static let groupOfTaskColumns = Columns<TaskColumn>([.groupName])
    static let groupOfTask = "SELECT \(groupOfTaskColumns.sql) FROM tasks t WHERE t.id = ?"
    /// What ``TaskIdentity`` is read from.
    static let identityColumns = JoinedColumns(tasks: TaskColumn.identity, actions: [.name])
    static let identity = """
        SELECT \(identityColumns.sql) FROM tasks t JOIN actions a ON a.id = t.action_id WHERE t.id = ?
        """
    static let liveTaskOfName = "SELECT id FROM tasks WHERE name = ? AND status NOT IN (2, 3)"
    static let deleteTask = "DELETE FROM tasks WHERE id = ?"
    static let queuedRunsOfTask = """
        SELECT run_id, waited, published_at IS NULL AS unpublished FROM runs WHERE task_id = ? AND state = 0
        """
    /// For a task that is deleted: the housekeeper finds its runs until they have results.
    static let cancelRunsOfTask = """
        UPDATE runs SET cancelled_at = coalesce(cancelled_at, ?) WHERE task_id = ? AND state = 0
        """
    /// A run that is with the broker is kept: its result is still to come, and counts against the window until then.
    static let deleteRunsOfTask = "DELETE FROM runs WHERE task_id = ? AND NOT (state = 0 AND published_at IS NOT NULL)"
    static let holdWaitingRuns = "UPDATE runs SET due_at = NULL, lane = '' WHERE task_id = ? AND state = 6"
    /// One that is suspect waits for its trial.
    static let releaseWaitingRuns = "UPDATE runs SET due_at = ? WHERE task_id = ? AND state = 6 AND suspicion = 0"

    static let openRuns = "SELECT run_id FROM runs WHERE task_id = ? AND state IN (0, 6) ORDER BY run_id"
    static let cancelRun = """
        UPDATE runs SET cancelled_at = coalesce(cancelled_at, ?) WHERE task_id = ? AND run_id = ? AND state = 0
        """

    static let idempotencyKey = "SELECT fingerprint, task_id, created_at, answer FROM idempotency_keys WHERE key = ?"
    static let putIdempotencyKey = """
        INSERT OR REPLACE INTO idempotency_keys (key, fingerprint, task_id, created_at, answer) VALUES (?, ?, ?, ?, ?)
        """

    // MARK: Queries

    /// What ``StoredTask/init(_:)`` reads.
    static let taskColumns = JoinedColumns(tasks: TaskColumn.all, actions: [.name])
    static let task = """
        SELECT \(taskColumns.sql) FROM tasks t JOIN actions a ON a.id = t.action_id WHERE t.id = ?
        """
    /// What ``StoredRun/init(_:_:)`` reads.
    static let runColumns = Columns(RunColumn.shown)
    /// One that waits has not been a run yet.
    static let lastRun = """
        SELECT \(runColumns.sql) FROM runs r WHERE r.task_id = ? AND r.state <> 6 ORDER BY r.run_id DESC LIMIT 1
        """
    static let runsOfTask = """
        SELECT \(runColumns.sql) FROM runs r WHERE r.task_id = ? AND r.run_id < ? ORDER BY r.run_id DESC LIMIT ?
        """
    static let deadRunColumns = JoinedColumns(runs: RunColumn.shown, actions: [.name])
    static let deadRuns = """
        SELECT \(deadRunColumns.sql) FROM runs r INDEXED BY runs_dead JOIN actions a ON a.id = r.action_id
        WHERE r.state = 3 AND (r.finished_at, r.run_id) < (?, ?) AND r.finished_at >= ?
        ORDER BY r.finished_at DESC, r.run_id DESC LIMIT ?
        """
    static let runState = "SELECT task_id, state FROM runs INDEXED BY runs_by_id WHERE run_id = ?"

    static let progressColumns = Columns(TaskColumn.progress)
    static let progress = "SELECT \(progressColumns.sql) FROM tasks t WHERE t.id = ?"

    // MARK: Dispatch

    static let actionNames = "SELECT id, name FROM actions"
    static let actionName = "SELECT name FROM actions WHERE id = ?"
    static let nextDue = """
        SELECT due_at FROM tasks WHERE action_id = ? AND lane = ? AND priority = ? AND due_at IS NOT NULL
        ORDER BY due_at LIMIT 1
        """
    static let nextWaiting = """
        SELECT due_at FROM runs WHERE action_id = ? AND lane = ? AND priority = ? AND state = 6 AND due_at IS NOT NULL
        ORDER BY due_at LIMIT 1
        """
    /// The first lane after another: so lanes are found without a look at what is in them.
    static let nextLane = """
        SELECT lane FROM tasks WHERE action_id = ? AND lane > ? AND due_at IS NOT NULL ORDER BY lane LIMIT 1
        """
    static let nextWaitingLane = """
        SELECT lane FROM runs INDEXED BY runs_waiting WHERE action_id = ? AND lane > ? AND state = 6
          AND due_at IS NOT NULL ORDER BY lane LIMIT 1
        """
    static let moveTask = "UPDATE tasks SET lane = ? WHERE id = ?"
    static let moveRun = "UPDATE runs SET lane = ? WHERE task_id = ? AND run_id = ?"
    static let outstanding = """
        SELECT count(*) AS total, coalesce(sum(waited), 0) AS waited FROM runs WHERE action_id = ? AND state = 0
        """
    static let due = "\(dueRows) ORDER BY t.due_at, t.id LIMIT ?"
    /// The same from the other end: what became due last.
    static let dueLast = "\(dueRows) ORDER BY t.due_at DESC, t.id DESC LIMIT ?"
    static let dueColumns = Columns(TaskColumn.claimed + [.runs, .updatedAt])
    private static let dueRows = """
        SELECT \(dueColumns.sql)
        FROM tasks t WHERE t.action_id = ? AND t.lane = ? AND t.priority = ? AND t.due_at IS NOT NULL AND t.due_at <= ?
        """
    static let dueRunColumns = JoinedColumns(
        runs: RunColumn.ofAttempt + [.dueAt, .suspicion], tasks: TaskColumn.claimed)
    static let dueRuns = """
        SELECT \(dueRunColumns.sql) FROM runs r INDEXED BY runs_waiting JOIN tasks t ON t.id = r.task_id
        WHERE r.action_id = ? AND r.lane = ? AND r.priority = ? AND r.state = 6 AND r.due_at IS NOT NULL AND r.due_at <= ?
        ORDER BY r.due_at LIMIT ?
        """
    static let suspects = """
        SELECT \(dueRunColumns.sql) FROM runs r INDEXED BY runs_suspect JOIN tasks t ON t.id = r.task_id
        WHERE r.action_id = ? AND r.state = 6 AND r.due_at IS NULL AND r.suspicion > 0 AND r.suspicion < ? AND t.paused = 0
        ORDER BY r.run_id LIMIT ?
        """
    /// Takes the values of ``RunColumn/inserted``, and then the id of the task again.
    static let insertRun = """
        INSERT INTO runs (\(RunColumn.inserted.names), priority)
        VALUES (\(RunColumn.inserted.placeholders), coalesce((SELECT priority FROM tasks WHERE id = ?), 0))
        ON CONFLICT DO NOTHING
        """
    static let queueRun = "UPDATE runs SET state = 0, queued_at = ?, late_reason = ? WHERE task_id = ? AND run_id = ?"
    /// Takes the due time, and then the values of ``TaskColumn/progress``.
    static let saveProgress = """
        UPDATE tasks SET lane = CASE WHEN due_at IS ? THEN lane ELSE '' END, \(TaskColumn.progress.assignments),
          runs = runs + ?, updated_at = ? WHERE id = ?
        """
    static let setError = "UPDATE tasks SET error_code = ?, error_message = ? WHERE id = ?"
    static let markPublished = """
        UPDATE runs SET published_at = ? WHERE task_id = ? AND run_id = ? AND state = 0 AND published_at IS NULL
        """
    static let deleteQueuedRun = "DELETE FROM runs WHERE task_id = ? AND run_id = ? AND state = 0"
    static let putRunBack = """
        UPDATE runs SET state = 6, waited = 1, lane = '', queued_at = NULL, published_at = NULL, late_reason = NULL,
          due_at = CASE ? WHEN 1 THEN NULL ELSE coalesce(due_at, scheduled_for) END
        WHERE task_id = ? AND run_id = ?
        """
    static let unpublishedColumns = JoinedColumns(
        runs: RunColumn.ofAttempt + [.suspicion], tasks: [.id, .payload, .errorCode] + TaskColumn.rules)
    static let unpublished = """
        SELECT \(unpublishedColumns.sql) FROM runs r INDEXED BY runs_outstanding JOIN tasks t ON t.id = r.task_id
        WHERE r.action_id = ? AND r.run_id > ? AND r.state = 0 AND r.published_at IS NULL ORDER BY r.run_id LIMIT ?
        """

    static let tasksMadeAfterColumns = Columns([.id] + TaskColumn.rules)
    static let tasksMadeAfter = "SELECT \(tasksMadeAfterColumns.sql) FROM tasks t WHERE t.id > ? ORDER BY t.id"
    static let runsMadeAfterColumns = Columns<RunColumn>([.runID, .taskID, .scheduledFor, .state, .dueAt])
    static let runsMadeAfter = """
        SELECT \(runsMadeAfterColumns.sql) FROM runs r INDEXED BY runs_by_id WHERE r.run_id > ? ORDER BY r.run_id
        """
    static let hurryRun = "UPDATE runs SET due_at = ?, lane = '' WHERE task_id = ? AND run_id = ? AND state = 6"

    // MARK: Limits

    static let limits = "SELECT name, max_concurrent, per_second, updated_at FROM limits ORDER BY name"
    static let putLimit = """
        INSERT INTO limits (name, max_concurrent, per_second, updated_at) VALUES (?, ?, ?, ?)
        ON CONFLICT (name) DO UPDATE SET max_concurrent = excluded.max_concurrent, per_second = excluded.per_second,
          updated_at = excluded.updated_at
        """
    static let deleteLimit = "DELETE FROM limits WHERE name = ?"
    static let limitedRunColumns = JoinedColumns(
        runs: [.runID, .taskID, .startedAt], tasks: [.groupName, .payload])
    static let limitedRuns = """
        SELECT \(limitedRunColumns.sql) FROM runs r INDEXED BY runs_outstanding JOIN tasks t ON t.id = r.task_id
        WHERE r.action_id = ? AND r.state = 0
        """

    // MARK: Calendars

    private static let calendarColumns = """
        c.name, c.is_icalendar, c.definition, c.revision, c.updated_at,
        (SELECT count(*) FROM task_calendars u JOIN tasks t ON t.id = u.task_id
          WHERE u.calendar = c.name AND t.status NOT IN (2, 3)) AS tasks
        """
    static let calendar = "SELECT \(calendarColumns) FROM calendars c WHERE c.name = ?"
    static let calendars = "SELECT \(calendarColumns) FROM calendars c WHERE c.name > ? ORDER BY c.name LIMIT ?"
    static let calendarContent = "SELECT is_icalendar, definition FROM calendars WHERE name = ?"
    static let calendarRevision = "SELECT revision, updated_at FROM calendars WHERE name = ?"
    static let putCalendar = """
        INSERT INTO calendars (name, is_icalendar, definition, revision, followed, updated_at) VALUES (?1, ?2, ?3, 1, 1, ?4)
        ON CONFLICT (name) DO UPDATE SET is_icalendar = ?2, definition = ?3, revision = revision + 1, updated_at = ?4
        """
    static let deleteCalendar = "DELETE FROM calendars WHERE name = ?"
    static let tasksOfCalendar = """
        SELECT t.id FROM task_calendars u JOIN tasks t ON t.id = u.task_id
        WHERE u.calendar = ? AND t.status NOT IN (2, 3) LIMIT ?
        """
    static let putUser = "INSERT OR REPLACE INTO task_calendars (calendar, task_id, revision) VALUES (?, ?, ?)"
    static let forgetUses = "DELETE FROM task_calendars WHERE task_id = ?"
    static let forgetUsers = "DELETE FROM task_calendars WHERE calendar = ?"
    static let followAgain = "UPDATE calendars SET followed = 0 WHERE name = ?"
    static let changedCalendar = """
        SELECT name, revision FROM calendars INDEXED BY calendars_changed WHERE followed < revision LIMIT 1
        """
    static let staleUsers = "SELECT task_id FROM task_calendars WHERE calendar = ? AND revision < ? LIMIT ?"
    static let calendarFollowed = "UPDATE calendars SET followed = ? WHERE name = ?"

    // MARK: Backfills

    static let backfill = """
        SELECT state, from_at, to_at, max_runs, per_second, runs, first, last, already_run, unknown, truncated, made
        FROM backfills WHERE task_id = ?
        """
    static let putBackfill = """
        INSERT OR REPLACE INTO backfills (task_id, state, from_at, to_at, max_runs, per_second, runs, first, last,
          already_run, unknown, truncated, cursor, due_at, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    static let advanceBackfill = """
        UPDATE backfills SET state = ?, runs = ?, already_run = ?, made = ?, cursor = ?, due_at = ? WHERE task_id = ?
        """
    static let addBackfillOccurrence = "INSERT INTO backfill_occurrences (task_id, scheduled_for) VALUES (?, ?)"
    static let nextBackfillOccurrences = """
        SELECT scheduled_for FROM backfill_occurrences WHERE task_id = ? AND scheduled_for > ?
        ORDER BY scheduled_for LIMIT ?
        """
    static let deleteBackfillOccurrences = "DELETE FROM backfill_occurrences WHERE task_id = ?"
    static let endBackfill = "UPDATE backfills SET state = ?, due_at = NULL WHERE task_id = ? AND state = 0"
    static let deleteBackfill = "DELETE FROM backfills WHERE task_id = ?"
    static let nextBackfill = "SELECT due_at FROM backfills WHERE due_at IS NOT NULL ORDER BY due_at LIMIT 1"
    static let dueBackfills = """
        SELECT task_id, cursor, due_at FROM backfills WHERE due_at IS NOT NULL AND due_at <= ? ORDER BY due_at LIMIT ?
        """
    /// Those that have a run; what was skipped has none.
    static let occurrencesOfTask = """
        SELECT scheduled_for FROM runs WHERE task_id = ? AND scheduled_for >= ? AND scheduled_for < ?
          AND state <> \(RunState.skipped.rawValue)
        """
    static let backfilled = "SELECT from_at, through, made_at FROM backfilled WHERE task_id = ?"
    static let noteBackfilled = """
        INSERT INTO backfilled (task_id, from_at, through, made_at) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT (task_id, from_at) DO UPDATE SET through = max(through, ?3)
        """
    static let deleteBackfilled = "DELETE FROM backfilled WHERE task_id = ?"
    static let historyRemoved = "SELECT history_from FROM tasks WHERE id = ?"
    static let recordRemoved = "UPDATE tasks SET history_from = max(coalesce(history_from, ?1), ?1) WHERE id = ?2"
    static let newestToPrune = "SELECT run_id FROM runs WHERE task_id = ? ORDER BY run_id DESC LIMIT 1 OFFSET ?"

    // MARK: Results

    /// What ``RunRow`` reads.
    static let runWithTaskColumns = JoinedColumns(
        runs: RunColumn.ofAttempt + [
            .actionID, .state, .queuedAt, .losses, .waited, .dueAt, .cancelledAt, .suspicion, .backfill,
        ],
        tasks: TaskColumn.identity + TaskColumn.progress + TaskColumn.rules + [.errorCode])
    static let runWithTask = """
        SELECT \(runWithTaskColumns.sql) FROM runs r LEFT JOIN tasks t ON t.id = r.task_id
        WHERE r.task_id = ? AND r.run_id = ?
        """
    static let startRun = """
        UPDATE runs SET started_at = ?, executor = coalesce(?, executor) WHERE task_id = ? AND run_id = ? AND state = 0
        """
    static let finishRun = """
        UPDATE runs SET state = ?, started_at = coalesce(?, started_at), finished_at = ?,
          executor = coalesce(?, executor), error_code = ?, error_message = ?, output = ?
        WHERE task_id = ? AND run_id = ?
        """
    static let setRunState = "UPDATE runs SET state = ? WHERE task_id = ? AND run_id = ?"
    static let clearExpiry = "UPDATE tasks SET expires_at = NULL WHERE id = ?"

    // MARK: Events

    static let insertEvents = "INSERT INTO events (first, count, body) VALUES (?, ?, ?)"
    static let firstEvent = "SELECT first FROM events ORDER BY first LIMIT 1"
    static let lastEvent = "SELECT first + count - 1 FROM events ORDER BY first DESC LIMIT 1"
    /// From the row on that has the event of this number.
    static let eventsFrom = """
        SELECT body FROM events WHERE first >=
          coalesce((SELECT first FROM events WHERE first <= ? ORDER BY first DESC LIMIT 1), 0) ORDER BY first
        """
    static let eventSizes = "SELECT first, count, length(body) AS bytes FROM events ORDER BY first LIMIT ?"
    static let pruneEvents = "DELETE FROM events WHERE first <= ?"

    // MARK: Housekeeping

    static let publishedColumns = JoinedColumns(
        runs: [.taskID, .runID, .publishedAt, .startedAt], tasks: [.id] + TaskColumn.rules)
    static let published = """
        SELECT \(publishedColumns.sql) FROM runs r INDEXED BY runs_outstanding LEFT JOIN tasks t ON t.id = r.task_id
        WHERE r.action_id = ? AND r.state = 0 AND r.published_at < ?
        """
    static let cancelling = """
        SELECT r.task_id, r.run_id, a.name FROM runs r INDEXED BY runs_cancelling JOIN actions a ON a.id = r.action_id
        WHERE r.state = 0 AND r.cancelled_at IS NOT NULL AND r.run_id > ? ORDER BY r.run_id LIMIT ?
        """
    static let expiredColumns = Columns(
        TaskColumn.identity + [.actionID] + TaskColumn.progress + TaskColumn.rules)
    static let expired = """
        SELECT \(expiredColumns.sql) FROM tasks t INDEXED BY tasks_expiring
        WHERE t.expires_at <= ? AND t.expires_at IS NOT NULL AND t.due_at IS NOT NULL LIMIT ?
        """
    static let pruneRunsOfTask = """
        DELETE FROM runs WHERE task_id = ? AND state NOT IN (0, 6) AND run_id <=
          (SELECT run_id FROM runs WHERE task_id = ? ORDER BY run_id DESC LIMIT 1 OFFSET ?)
        """
    /// In the order of their ids, which begin with the time of their making.
    static let oldRunColumns = Columns<RunColumn>([.taskID, .runID, .state])
    static let oldRuns = """
        SELECT \(oldRunColumns.sql) FROM runs r INDEXED BY runs_by_id WHERE r.run_id > ? AND r.run_id < ?
        ORDER BY r.run_id LIMIT ?
        """
    static let deleteRun = "DELETE FROM runs WHERE task_id = ? AND run_id = ?"
    static let endedTasks = """
        SELECT id, run_at, updated_at FROM tasks INDEXED BY tasks_by_status
        WHERE status = ? AND (run_at, id) > (?, ?) AND run_at < ? ORDER BY run_at, id LIMIT ?
        """
    static let pruneKeys = """
        DELETE FROM idempotency_keys WHERE key IN
          (SELECT key FROM idempotency_keys INDEXED BY idempotency_keys_by_age WHERE created_at < ? LIMIT ?)
        """
}
