internal import Messages
internal import TaskModel
internal import Timekeeping

/// Keeps track of runs between their claim and the mark in the table that the broker has them.
///
/// A mark costs a row write, and a run whose result is in needs none. Confirmed runs therefore wait a moment, in which
/// most results arrive. Should the scheduler die in that moment, these few runs are published once more, under the same
/// run ids, which executors know.
struct PublishTracker: Sendable {
    /// How long a confirmed run waits for its result before it is marked.
    static let patience = Duration.milliseconds(100)

    private enum Phase: Sendable {
        case publishing
        case confirmed
    }

    private var phases: [RunID: Phase] = [:]
    private var confirmed: [RunReference] = []
    /// When the oldest confirmed run is to be marked.
    private(set) var markDue: Timestamp?

    /// Whether the run is being published, or was and is not marked yet.
    func contains(_ run: RunID) -> Bool { phases[run] != nil }

    mutating func publishing(_ runs: some Sequence<RunID>) {
        for run in runs { phases[run] = .publishing }
    }

    mutating func confirm(_ run: RunReference, now: Timestamp) {
        // Its result has come before the broker's confirm: nothing is left to do.
        guard phases[run.runID] != nil else { return }
        phases[run.runID] = .confirmed
        confirmed.append(run)
        if markDue == nil { markDue = now + Self.patience }
    }

    /// The run is over, withdrawn, or to be taken up again from the table.
    mutating func remove(_ run: RunID) {
        phases[run] = nil
    }

    /// The runs to be marked now. They are no longer tracked.
    mutating func takeConfirmed() -> [RunReference] {
        defer {
            confirmed = []
            markDue = nil
        }
        let runs = confirmed.filter { phases[$0.runID] == .confirmed }
        for run in runs { phases[run.runID] = nil }
        return runs
    }

    /// The clock was set back: what was to happen at a time of day happens as much sooner.
    mutating func clockWentBack(by step: Duration) {
        markDue = markDue.map { $0 - step }
    }
}
