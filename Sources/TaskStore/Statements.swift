/// Every statement that runs while tasks are served. A test asks SQLite for the plan of each: none may scan a table.
enum Statements {
    // MARK: Changes

    static let insertTask = """
        INSERT INTO tasks (id, action_id, status, run_at, due_at, attempt, anchor, local_anchor, recurrence, timezone,
          timeout_seconds, retry, created_at, updated_at, payload)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING
        """
    static let actionOfTask = """
        SELECT a.name FROM tasks t JOIN actions a ON a.id = t.action_id WHERE t.id = ?
        """
    static let deleteTask = "DELETE FROM tasks WHERE id = ?"
    static let deleteUnpublishedRuns = "DELETE FROM runs WHERE task_id = ? AND state = 0 AND published_at IS NULL"
    /// A run that is with the broker is kept: its result is still to come, and counts against the window until then.
    static let deleteFinishedRuns = "DELETE FROM runs WHERE task_id = ? AND state <> 0"

    // MARK: Queries

    static let taskColumns = """
        t.id, a.name, t.status, t.run_at, t.due_at, t.attempt, t.anchor, t.recurrence, t.timezone, t.timeout_seconds,
        t.retry, t.error_code, t.error_message, t.created_at, t.updated_at, t.payload, t.local_anchor
        """
    static let task = "SELECT \(taskColumns) FROM tasks t JOIN actions a ON a.id = t.action_id WHERE t.id = ?"
    static let lastRun = """
        SELECT run_id, task_id, scheduled_for, attempt, state, queued_at, started_at, finished_at, error_code,
          error_message, output
        FROM runs WHERE task_id = ? ORDER BY run_id DESC LIMIT 1
        """

    /// A page of the tasks of one status. The place to begin is a row value, which the index is searched for.
    static let pageOfStatus = """
        SELECT \(taskColumns) FROM tasks t INDEXED BY tasks_by_status JOIN actions a ON a.id = t.action_id
        WHERE t.status = ? AND (t.run_at, t.id) > (?, ?) ORDER BY t.run_at, t.id LIMIT ?
        """

    // MARK: Dispatch

    static let actionNames = "SELECT id, name FROM actions"
    static let actionName = "SELECT name FROM actions WHERE id = ?"
    static let nextDue = """
        SELECT due_at FROM tasks WHERE action_id = ? AND due_at IS NOT NULL ORDER BY due_at LIMIT 1
        """
    static let outstanding = "SELECT count(*) FROM runs WHERE action_id = ? AND state = 0"
    static let due = """
        SELECT id, run_at, attempt, timeout_seconds, retry, payload FROM tasks
        WHERE action_id = ? AND due_at IS NOT NULL AND due_at <= ? ORDER BY due_at, id LIMIT ?
        """
    static let insertRun = """
        INSERT INTO runs (task_id, run_id, action_id, scheduled_for, attempt, state, queued_at)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """
    static let claimTask = "UPDATE tasks SET status = ?, due_at = NULL, updated_at = ? WHERE id = ?"
    static let markPublished = """
        UPDATE runs SET published_at = ? WHERE task_id = ? AND run_id = ? AND state = 0 AND published_at IS NULL
        """
    static let deleteQueuedRun = "DELETE FROM runs WHERE task_id = ? AND run_id = ? AND state = 0"
    /// A first attempt is due at its own time, as before; a later one is due now.
    static let returnTask = """
        UPDATE tasks SET status = ?, due_at = CASE attempt WHEN 1 THEN run_at ELSE ? END WHERE id = ?
        """
    static let unpublished = """
        SELECT r.run_id, r.task_id, r.scheduled_for, r.attempt, t.timeout_seconds, t.retry, t.payload
        FROM runs r INDEXED BY runs_outstanding JOIN tasks t ON t.id = r.task_id
        WHERE r.action_id = ? AND r.run_id > ? AND r.state = 0 AND r.published_at IS NULL ORDER BY r.run_id LIMIT ?
        """

    // MARK: Results

    static let runWithTask = """
        SELECT r.action_id, r.scheduled_for, r.attempt, r.state, t.status, t.run_at, t.attempt, t.anchor, t.recurrence,
          t.timezone, t.retry, t.local_anchor
        FROM runs r LEFT JOIN tasks t ON t.id = r.task_id WHERE r.task_id = ? AND r.run_id = ?
        """
    static let startRun = "UPDATE runs SET started_at = ? WHERE task_id = ? AND run_id = ? AND state = 0"
    static let finishRun = """
        UPDATE runs SET state = ?, started_at = coalesce(?, started_at), finished_at = ?, error_code = ?, error_message = ?, output = ?
        WHERE task_id = ? AND run_id = ?
        """
    static let finishTask = """
        UPDATE tasks SET status = ?, run_at = ?, due_at = ?, attempt = ?, error_code = ?, error_message = ?,
          updated_at = ?
        WHERE id = ?
        """
}
