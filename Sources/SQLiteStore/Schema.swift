internal import GRDB

/// The tables, and how a file of an older version becomes one of this.
enum Schema {
    /// Written into the header of the file (`PRAGMA application_id`): tells a Carillon database from others. "CARL".
    static let applicationID: UInt32 = 0x4341_524C
    /// Written into the header of the file (`PRAGMA user_version`): the number of the last migration.
    static let version: UInt32 = 12

    /// The oldest that this one can bring up to date. Those before it were never released.
    static let oldestVersion: UInt32 = 4

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("4 tasks and runs") { db in
            try db.execute(sql: tasksAndRuns)
            try db.execute(sql: "PRAGMA application_id = \(applicationID); PRAGMA user_version = 4")
        }
        migrator.registerMigration("suspects: how often a run came back since its consumers died") { db in
            try db.execute(sql: suspects)
            try db.execute(sql: "PRAGMA user_version = 5")
        }
        migrator.registerMigration("answers under idempotency keys") { db in
            try db.execute(sql: "ALTER TABLE idempotency_keys ADD COLUMN answer TEXT; PRAGMA user_version = 6")
        }
        migrator.registerMigration("edits: since when a task has its times, and which a clock ahead has passed") { db in
            try db.execute(sql: timesOfTasks)
            try db.execute(sql: "PRAGMA user_version = 7")
        }
        migrator.registerMigration("calendars") { db in
            try db.execute(sql: calendars + "PRAGMA user_version = 8;")
        }
        migrator.registerMigration("backfill") { db in
            try db.execute(sql: backfill + "PRAGMA user_version = 9;")
        }
        migrator.registerMigration("origin of a replaced task") { db in
            // After the payload, and null for most, as the columns for the times of tasks are.
            try db.execute(sql: "ALTER TABLE tasks ADD COLUMN origin BLOB; PRAGMA user_version = 10")
        }
        migrator.registerMigration("occurrences left of a backfill") { db in
            try db.execute(sql: backfillOccurrences + "PRAGMA user_version = 11;")
        }
        migrator.registerMigration("definitions of tasks as JSON") { db in
            try db.execute(sql: definitions + "PRAGMA user_version = 12;")
        }
        return migrator
    }

    /// The fields of a definition that no index and no statement needs become one JSON text.
    ///
    /// The table is written again as a whole, in one transaction: so the definition comes before the payload, and is read
    /// without it. The JSON is that of `TaskDefinition.writeStored`; texts that were JSON already go into it as they are.
    private static let definitions = """
        CREATE TABLE new_tasks (
          id BLOB NOT NULL PRIMARY KEY,
          action_id INTEGER NOT NULL,
          lane TEXT NOT NULL DEFAULT '',
          status INTEGER NOT NULL,
          run_at INTEGER NOT NULL,
          due_at INTEGER,
          held_at INTEGER,
          attempt INTEGER NOT NULL,
          retry_at INTEGER,
          paused INTEGER NOT NULL DEFAULT 0,
          queued INTEGER NOT NULL DEFAULT 0,
          waiting INTEGER NOT NULL DEFAULT 0,
          catch_up_until INTEGER,
          runs INTEGER NOT NULL DEFAULT 0,
          anchor INTEGER NOT NULL,
          times_since INTEGER,
          passes INTEGER,
          passed_until INTEGER,
          history_from INTEGER,
          expires_at INTEGER,
          name TEXT,
          group_name TEXT NOT NULL,
          priority INTEGER NOT NULL,
          revision INTEGER NOT NULL DEFAULT 1,
          error_code TEXT,
          error_message TEXT,
          created_at INTEGER NOT NULL,
          updated_at INTEGER NOT NULL,
          definition TEXT NOT NULL,
          payload BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;

        INSERT INTO new_tasks
        SELECT id, action_id, lane, status, run_at, due_at, held_at, attempt, retry_at, paused, queued, waiting,
          catch_up_until, runs, anchor, times_since, passes, passed_until, history_from, expires_at, name, group_name,
          priority, revision, error_code, error_message, created_at, updated_at,
          '{' || substr(
            CASE WHEN tags IS NULL THEN '' ELSE
              ',"tags":["' || replace(substr(json_quote(tags), 2, length(json_quote(tags)) - 2), ',', '","') || '"]' END
            || CASE anchored WHEN 0 THEN ',"anchored":false' ELSE '' END
            || coalesce(',"local_anchor":' || local_anchor, '')
            || CASE WHEN origin IS NULL THEN '' ELSE ',"origin":"' || lower(substr(hex(origin), 1, 8) || '-'
              || substr(hex(origin), 9, 4) || '-' || substr(hex(origin), 13, 4) || '-' || substr(hex(origin), 17, 4)
              || '-' || substr(hex(origin), 21)) || '"' END
            || CASE WHEN recurrence IS NULL THEN '' ELSE
              ',"recurrence":' || CASE WHEN recurrence LIKE '{%' THEN recurrence ELSE json_quote(recurrence) END
              || ',"timezone":' || json_quote(coalesce(timezone, 'UTC')) END
            || CASE timeout_seconds WHEN 30 THEN '' ELSE ',"timeout_seconds":' || timeout_seconds END
            || coalesce(',"retry":' || retry, '')
            || coalesce(',"schedule":' || schedule, ''),
            2) || '}',
          payload
        FROM tasks ORDER BY id;

        DROP TABLE tasks;
        ALTER TABLE new_tasks RENAME TO tasks;

        CREATE INDEX tasks_due ON tasks (action_id, lane, priority, due_at) WHERE due_at IS NOT NULL;
        CREATE INDEX tasks_by_status ON tasks (status, run_at);
        CREATE INDEX tasks_by_group ON tasks (group_name, status, run_at);
        CREATE INDEX tasks_by_name ON tasks (name) WHERE name IS NOT NULL;
        CREATE UNIQUE INDEX tasks_live_name ON tasks (name) WHERE name IS NOT NULL AND status NOT IN (2, 3);
        CREATE INDEX tasks_expiring ON tasks (expires_at) WHERE expires_at IS NOT NULL AND due_at IS NOT NULL;

        """

    /// It comes after the output, which a run that is still to be performed has not.
    private static let suspects = """
        ALTER TABLE runs ADD COLUMN suspicion INTEGER NOT NULL DEFAULT 0;

        CREATE INDEX runs_suspect ON runs (action_id, run_id)
        WHERE state = 6 AND due_at IS NULL AND suspicion > 0;
        """

    /// They come after the payload, and are null for most tasks: SQLite need not read the payload to see that.
    private static let timesOfTasks = """
        ALTER TABLE tasks ADD COLUMN times_since INTEGER;
        ALTER TABLE tasks ADD COLUMN passes INTEGER;
        ALTER TABLE tasks ADD COLUMN passed_until INTEGER;
        """

    /// Backfills, one a task, and which stretches of time were backfilled. `history_from` is when the last run was made
    /// that was removed with old history: of tasks that are here already, nothing before their first run is known.
    private static let backfill = """
        ALTER TABLE runs ADD COLUMN backfill INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE tasks ADD COLUMN history_from INTEGER;
        UPDATE tasks SET history_from = coalesce(
          (SELECT began_at FROM runs WHERE task_id = tasks.id ORDER BY run_id LIMIT 1), updated_at) WHERE runs > 0;

        CREATE TABLE backfills (
          task_id BLOB NOT NULL PRIMARY KEY,
          state INTEGER NOT NULL,
          from_at INTEGER NOT NULL,
          to_at INTEGER NOT NULL,
          max_runs INTEGER NOT NULL,
          per_second REAL NOT NULL,
          runs INTEGER NOT NULL,
          first INTEGER,
          last INTEGER,
          already_run INTEGER NOT NULL,
          unknown INTEGER NOT NULL,
          truncated INTEGER NOT NULL,
          made INTEGER NOT NULL DEFAULT 0,
          cursor INTEGER NOT NULL,
          due_at INTEGER,
          created_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE INDEX backfills_due ON backfills (due_at) WHERE due_at IS NOT NULL;

        CREATE TABLE backfilled (
          task_id BLOB NOT NULL,
          from_at INTEGER NOT NULL,
          through INTEGER NOT NULL,
          made_at INTEGER NOT NULL,
          PRIMARY KEY (task_id, from_at)
        ) STRICT, WITHOUT ROWID;
        """

    /// What a backfill runs, from its beginning on: neither an edit nor history that is removed meanwhile changes it. Those
    /// that are under way have no such list, and end.
    private static let backfillOccurrences = """
        CREATE TABLE backfill_occurrences (
          task_id BLOB NOT NULL,
          scheduled_for INTEGER NOT NULL,
          PRIMARY KEY (task_id, scheduled_for)
        ) STRICT, WITHOUT ROWID;

        UPDATE backfills SET state = 2, due_at = NULL WHERE state = 0;
        """

    /// Calendars, and which tasks use them. A task has followed a calendar up to a revision; `followed` is the revision
    /// that all have followed, so that the index has nothing but calendars with work to do.
    private static let calendars = """
        CREATE TABLE calendars (
          name TEXT NOT NULL PRIMARY KEY,
          is_icalendar INTEGER NOT NULL,
          definition TEXT NOT NULL,
          revision INTEGER NOT NULL,
          followed INTEGER NOT NULL,
          updated_at INTEGER NOT NULL
        ) STRICT;

        CREATE INDEX calendars_changed ON calendars (name) WHERE followed < revision;

        CREATE TABLE task_calendars (
          calendar TEXT NOT NULL,
          task_id BLOB NOT NULL,
          revision INTEGER NOT NULL,
          PRIMARY KEY (calendar, task_id)
        ) STRICT, WITHOUT ROWID;

        CREATE INDEX task_calendars_stale ON task_calendars (calendar, revision);
        CREATE INDEX calendars_of_task ON task_calendars (task_id);
        """

    /// Ids are UUIDs of version 7 in 16 bytes, times are UTC milliseconds, states are the raw values of their types.
    ///
    /// Tables are clustered by their ids, which grow with time, so that new rows append; runs lie beside one another by
    /// task, so that the runs of a task need no index of their own. The payload comes last, so that the columns before
    /// it are read without it.
    private static let tasksAndRuns = """
        CREATE TABLE actions (
          id INTEGER PRIMARY KEY,
          name TEXT NOT NULL UNIQUE
        ) STRICT;

        CREATE TABLE tasks (
          id BLOB NOT NULL PRIMARY KEY,
          action_id INTEGER NOT NULL,
          lane TEXT NOT NULL DEFAULT '',
          status INTEGER NOT NULL,
          run_at INTEGER NOT NULL,
          due_at INTEGER,
          held_at INTEGER,
          attempt INTEGER NOT NULL,
          retry_at INTEGER,
          paused INTEGER NOT NULL DEFAULT 0,
          queued INTEGER NOT NULL DEFAULT 0,
          waiting INTEGER NOT NULL DEFAULT 0,
          catch_up_until INTEGER,
          runs INTEGER NOT NULL DEFAULT 0,
          anchor INTEGER NOT NULL,
          anchored INTEGER NOT NULL,
          local_anchor INTEGER,
          recurrence TEXT,
          timezone TEXT,
          timeout_seconds INTEGER NOT NULL,
          retry TEXT,
          schedule TEXT,
          expires_at INTEGER,
          name TEXT,
          group_name TEXT NOT NULL,
          tags TEXT,
          priority INTEGER NOT NULL,
          revision INTEGER NOT NULL DEFAULT 1,
          error_code TEXT,
          error_message TEXT,
          created_at INTEGER NOT NULL,
          updated_at INTEGER NOT NULL,
          payload BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE INDEX tasks_due ON tasks (action_id, lane, priority, due_at) WHERE due_at IS NOT NULL;
        CREATE INDEX tasks_by_status ON tasks (status, run_at);
        CREATE INDEX tasks_by_group ON tasks (group_name, status, run_at);
        CREATE INDEX tasks_by_name ON tasks (name) WHERE name IS NOT NULL;
        CREATE UNIQUE INDEX tasks_live_name ON tasks (name) WHERE name IS NOT NULL AND status NOT IN (2, 3);
        CREATE INDEX tasks_expiring ON tasks (expires_at) WHERE expires_at IS NOT NULL AND due_at IS NOT NULL;

        CREATE TABLE task_tags (
          tag TEXT NOT NULL,
          task_id BLOB NOT NULL,
          PRIMARY KEY (tag, task_id)
        ) STRICT, WITHOUT ROWID;

        CREATE INDEX tags_of_task ON task_tags (task_id);

        CREATE TABLE runs (
          task_id BLOB NOT NULL,
          run_id BLOB NOT NULL,
          action_id INTEGER NOT NULL,
          scheduled_for INTEGER NOT NULL,
          attempt INTEGER NOT NULL,
          lane TEXT NOT NULL DEFAULT '',
          state INTEGER NOT NULL,
          began_at INTEGER NOT NULL,
          due_at INTEGER,
          queued_at INTEGER,
          published_at INTEGER,
          started_at INTEGER,
          finished_at INTEGER,
          losses INTEGER NOT NULL DEFAULT 0,
          waited INTEGER NOT NULL DEFAULT 0,
          priority INTEGER NOT NULL,
          late_reason TEXT,
          cancelled_at INTEGER,
          executor TEXT,
          error_code TEXT,
          error_message TEXT,
          output BLOB,
          PRIMARY KEY (task_id, run_id)
        ) STRICT, WITHOUT ROWID;

        CREATE INDEX runs_by_id ON runs (run_id);
        CREATE INDEX runs_outstanding ON runs (action_id, run_id) WHERE state = 0;
        CREATE INDEX runs_waiting ON runs (action_id, lane, priority, due_at) WHERE state = 6 AND due_at IS NOT NULL;
        CREATE INDEX runs_dead ON runs (finished_at, run_id) WHERE state = 3;

        CREATE INDEX runs_cancelling ON runs (run_id) WHERE state = 0 AND cancelled_at IS NOT NULL;

        CREATE TABLE limits (
          name TEXT NOT NULL PRIMARY KEY,
          max_concurrent INTEGER,
          per_second REAL,
          updated_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE events (
          first INTEGER PRIMARY KEY,
          count INTEGER NOT NULL,
          body BLOB NOT NULL
        ) STRICT;

        CREATE TABLE access_keys (
          id BLOB NOT NULL PRIMARY KEY,
          name TEXT NOT NULL,
          hash TEXT NOT NULL,
          scopes TEXT NOT NULL,
          groups TEXT,
          created_at INTEGER NOT NULL,
          expires_at INTEGER,
          revoked_at INTEGER,
          last_used_at INTEGER
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE idempotency_keys (
          key TEXT NOT NULL PRIMARY KEY,
          fingerprint TEXT NOT NULL,
          task_id BLOB NOT NULL,
          created_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);
        """
}
