internal import TaskModel
internal import Timekeeping

/// How far a walk through old history has come.
struct PruneStep: Sendable {
    enum Phase: Sendable, Hashable {
        case runs
        case tasks(TaskStatus)
        case keys
        case events
        case done
    }

    private(set) var phase = Phase.runs
    var afterRun = RunID(high: 0, low: 0)
    var afterTask = PruneStep.start

    private static let start = TaskCursor(runAt: Timestamp(milliseconds: .min), id: TaskID(high: 0, low: 0))

    mutating func nextPhase() {
        afterTask = Self.start
        switch phase {
        case .runs: phase = .tasks(.completed)
        case .tasks(.completed): phase = .tasks(.failed)
        case .tasks: phase = .keys
        case .keys: phase = .events
        case .events, .done: phase = .done
        }
    }
}
