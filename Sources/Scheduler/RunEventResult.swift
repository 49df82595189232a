public import TaskModel
public import Timekeeping

/// What an event changed.
public enum RunEventResult: Sendable, Hashable {
    /// Noted; the run goes on.
    case noted
    /// The run is over, and its task stands as said: due again at `nextDue`, or at its end.
    case finished(action: ActionName, state: RunState, nextDue: Timestamp?)
    /// The run is over; its task has been deleted meanwhile.
    case orphaned(action: ActionName)
    /// The run is not known, or has a result already: nothing was changed.
    case stale
}
