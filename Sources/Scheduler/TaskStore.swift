public import Messages
public import TaskModel
public import Timekeeping

/// The table of tasks and runs, as the scheduler uses it.
///
/// Each method that changes something is one transaction: it is durable as a whole when it returns, and nothing of it has
/// happened when it throws.
public protocol TaskStore: Sendable {
    // MARK: For clients

    /// Carries out what clients ask for, in order.
    ///
    /// - Returns: a result for each change.
    func apply(_ changes: [TaskChange], now: Timestamp) async throws -> [TaskChangeResult]
    /// A task and its latest run.
    func task(_ id: TaskID) async throws -> (task: StoredTask, lastRun: StoredRun?)?
    /// A page of tasks in the order of `run_at`.
    func tasks(matching query: TaskQuery) async throws -> TaskPage

    // MARK: For dispatch

    /// Every action that has tasks waiting or runs outstanding.
    func backlog() async throws -> [ActionBacklog]
    /// Turns due tasks into runs: marks them running and writes the runs to be published.
    ///
    /// - Parameter plan: which actions, and how many tasks of each at most.
    func claim(_ plan: [ClaimPlan], now: Timestamp) async throws -> [Claim]
    /// Records that runs are with the broker. One whose result has come meanwhile is left as it is.
    func markPublished(_ runs: [RunReference], now: Timestamp) async throws
    /// Takes runs back that no queue took: their tasks wait again.
    func withdraw(_ runs: [RunReference], now: Timestamp) async throws
    /// Runs that are not known to be with the broker, in the order of their ids.
    func unpublishedRuns(of action: ActionName, after: RunID?, limit: Int) async throws -> [RunRequest]

    // MARK: For results

    /// Records what executors say of runs.
    ///
    /// - Returns: for each event what it changed.
    func apply(_ events: [RunEvent], now: Timestamp) async throws -> [RunEventResult]
}
