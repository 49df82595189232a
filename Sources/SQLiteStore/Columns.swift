/// A column of a table. Its name is that of its case: `runAt` is `run_at`.
protocol TableColumn: CaseIterable, RawRepresentable, Sendable where RawValue == Int {
    /// What statements call the table.
    static var table: String { get }
}

extension TableColumn {
    /// Its name in the table.
    var name: String {
        var name = ""
        var isUppercase = true
        for character in "\(self)" {
            if character.isUppercase, !isUppercase { name.append("_") }
            isUppercase = character.isUppercase
            name += character.lowercased()
        }
        return name
    }
}

/// Columns that a statement selects: both their text, and where each of them is in a row.
///
/// So a column is read by its name at the cost of a read by its position: `row.timestamp(at[.runAt])`.
struct Columns<Column: TableColumn>: Sendable {
    /// What stands behind `SELECT`.
    let sql: String
    /// The position behind the last column.
    let end: Int
    /// By the raw value of the column; -1 if it is not selected.
    private let positions: [Int]

    /// - Parameter start: how many columns come before in the statement.
    init(_ columns: [Column], from start: Int = 0) {
        sql = columns.map { "\(Column.table).\($0.name)" }.joined(separator: ", ")
        end = start + columns.count
        var positions = [Int](repeating: -1, count: Column.allCases.count)
        for (offset, column) in columns.enumerated() { positions[column.rawValue] = start + offset }
        self.positions = positions
    }

    /// Where a column is in a row. Reading one that the statement does not select traps.
    subscript(_ column: Column) -> Int { positions[column.rawValue] }
}

extension Sequence where Element: TableColumn {
    /// The names alone, for `INSERT`.
    var names: String { map(\.name).joined(separator: ", ") }
    /// A placeholder for each.
    var placeholders: String { map { _ in "?" }.joined(separator: ", ") }
    /// A new value for each, for `UPDATE`.
    var assignments: String { map { "\($0.name) = ?" }.joined(separator: ", ") }
}

enum TaskColumn: Int, TableColumn {
    case id, actionID, lane, status, runAt, dueAt, heldAt, attempt, retryAt, paused, queued, waiting, catchUpUntil, runs
    case anchor, timesSince, passes, passedUntil, historyFrom, expiresAt, name, groupName, priority, revision, errorCode
    case errorMessage, createdAt, updatedAt, definition, payload

    static let table = "t"

    /// What ``TaskProgress`` is read from, and saved to.
    static let progress: [TaskColumn] = [
        .status, .runAt, .dueAt, .heldAt, .attempt, .retryAt, .paused, .queued, .waiting, .catchUpUntil,
    ]
    /// What ``TaskIdentity`` is read from, besides the action.
    static let identity: [TaskColumn] = [.id, .groupName, .name]
    /// What ``TaskRules`` are read from.
    static let rules: [TaskColumn] = [.anchor, .timesSince, .passes, .passedUntil, .expiresAt, .createdAt, .definition]
    /// What changes with the definition.
    static let ofDefinition: [TaskColumn] = [
        .anchor, .expiresAt, .name, .groupName, .priority, .definition, .payload,
    ]
    /// What a claim is read from.
    static let claimed: [TaskColumn] = identity + progress + rules + [.payload, .errorCode]
    /// What ``StoredTask`` is read from, besides the action.
    static let all: [TaskColumn] =
        identity + progress + rules + [.priority, .revision, .errorCode, .errorMessage, .updatedAt, .payload]
}

enum RunColumn: Int, TableColumn {
    case taskID, runID, actionID, scheduledFor, attempt, lane, state, beganAt, dueAt, queuedAt, publishedAt, startedAt
    case finishedAt, losses, waited, priority, lateReason, cancelledAt, executor, errorCode, errorMessage, output
    case suspicion, backfill

    static let table = "r"

    /// What ``StoredRun`` is read from.
    static let shown: [RunColumn] = [
        .runID, .taskID, .scheduledFor, .attempt, .state, .dueAt, .queuedAt, .startedAt, .finishedAt, .lateReason,
        .executor, .errorCode, .errorMessage, .output, .backfill,
    ]
    /// What a new run has.
    static let inserted: [RunColumn] = [
        .taskID, .runID, .actionID, .scheduledFor, .attempt, .state, .beganAt, .dueAt, .queuedAt, .finishedAt, .losses,
        .waited, .lateReason, .errorCode, .errorMessage, .output, .suspicion, .backfill,
    ]
    /// What ``Attempt`` and its ids are read from.
    static let ofAttempt: [RunColumn] = [.runID, .taskID, .scheduledFor, .attempt, .beganAt]
}

enum ActionColumn: Int, TableColumn {
    case id, name

    static let table = "a"
}

/// The columns of a statement that reads several tables.
struct JoinedColumns: Sendable {
    let tasks: Columns<TaskColumn>
    let runs: Columns<RunColumn>
    let actions: Columns<ActionColumn>

    init(runs: [RunColumn] = [], tasks: [TaskColumn] = [], actions: [ActionColumn] = []) {
        self.runs = Columns(runs)
        self.tasks = Columns(tasks, from: self.runs.end)
        self.actions = Columns(actions, from: self.tasks.end)
    }

    var sql: String { [runs.sql, tasks.sql, actions.sql].filter { !$0.isEmpty }.joined(separator: ", ") }
}
