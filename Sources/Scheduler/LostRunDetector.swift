internal import Messages
internal import TaskModel
internal import Timekeeping

/// Finds runs that the broker no longer has and nobody performs: their queue was deleted or purged.
///
/// A queue hands out its messages in order, and gives back what a consumer lost to its head. So of the runs of an action
/// that have no result, only the latest published ones can still be among the messages that wait in the queue; the others
/// are with a consumer, or gone. A consumer has a while to perform what it took. It may have taken one run more than
/// it can begin with at once, which makes twice the time that a run may take.
struct LostRunDetector: Sendable {
    /// How often the queues are looked at.
    static let interval = Duration.seconds(10)
    /// How young a run may be and not be looked at: its message may not have been counted yet.
    static let youth = Duration.seconds(5)

    /// In how many looks in a row a run was not among the messages of its queue.
    private var absences: [ActionName: [RunID: Int]] = [:]

    /// Takes note of a look at the queue of an action.
    ///
    /// - Parameters:
    ///   - runs: those without a result that were published some time before the look, in the order of their publishing.
    /// - Returns: the runs to be given up.
    mutating func look(
        at action: ActionName, _ inspection: QueueInspection, runs: [OutstandingRun]
    ) -> [OutstandingRun] {
        let ready: Int
        switch inspection {
        case .found(let depth): ready = depth.ready
        case .missing: ready = 0
        case .unknown:
            absences[action] = nil
            return []
        }
        let known = absences[action] ?? [:]
        var counts: [RunID: Int] = [:]
        var lost: [OutstandingRun] = []
        for run in runs.dropLast(ready) {
            let count = (known[run.reference.runID] ?? 0) + 1
            if count > Self.patience(for: run) {
                lost.append(run)
            } else {
                counts[run.reference.runID] = count
            }
        }
        absences[action] = counts
        return lost
    }

    /// Forgets actions that have nothing outstanding.
    mutating func keep(_ actions: [ActionName]) {
        let wanted = Set(actions)
        absences = absences.filter { wanted.contains($0.key) }
    }

    /// How many looks a run may be absent for.
    private static func patience(for run: OutstandingRun) -> Int {
        let seconds = 2 * run.timeoutSeconds + 10
        let interval = Int(interval.components.seconds)
        return (seconds + interval - 1) / interval
    }
}
