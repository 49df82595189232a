import Messages
import TaskModel
import Timekeeping

/// What the simulation knows to be true: what was accepted, and what was executed.
struct SimulationLedger {
    /// How the executions of a task end.
    enum Fate: CaseIterable {
        case succeeds, failsOnce, fails, isRejected
        /// It ends its executor.
        case crashes

        func outcome(attempt: Int) -> RunResult.Outcome {
            switch self {
            case .succeeds: .succeeded
            case .failsOnce: attempt == 1 ? .failed : .succeeded
            case .fails: .failed
            case .isRejected, .crashes: .rejected
            }
        }
    }

    struct Entry {
        var task: TaskDefinition
        var fate: Fate
        var isAccepted = false
        /// Somebody asked for its deletion, or for another in its place: it may be gone.
        var mayBeGone = false
        var isRedriven = false
        /// Somebody gave it other times, from the same anchor or from another.
        var isEdited = false
        var beginsAnew = false
        /// Somebody asked that it be stopped.
        var mayBeCancelled = false
        /// Runs beside its schedule.
        var extraRuns: Set<RunID> = []
    }

    var entries: [TaskID: Entry] = [:]
    /// How often the executor died while it had this run and no other. It also dies by chance.
    var deathsAlone: [RunID: Int] = [:]
    private(set) var executions: [RunID: Int] = [:]
    private(set) var keys: [String: Set<RunID>] = [:]

    mutating func execute(_ run: RunRequest) {
        executions[run.runID, default: 0] += 1
        keys[run.idempotencyKey, default: []].insert(run.runID)
    }

    /// How often an occurrence was executed.
    func executions(of task: TaskID, at occurrence: Timestamp) -> Int {
        (keys["\(task)/\(occurrence.rfc3339)"] ?? []).reduce(0) { $0 + (executions[$1] ?? 0) }
    }

    /// Executions beyond one for each run.
    var repetitions: Int { executions.values.reduce(0) { $0 + $1 - 1 } }
}
