public import TaskModel

/// What an event changed.
public enum RunReportResult: Sendable, Hashable {
    /// Noted; the run goes on.
    case noted
    /// The run is over, and something of its action may be due sooner now.
    case ended(RunEnd)
    /// The run is not known, or has a result already: nothing was changed.
    case stale

    /// What ended, if it did.
    var end: RunEnd? {
        guard case .ended(let end) = self else { return nil }
        return end
    }
}

/// A run that no longer counts against its action's window.
public struct RunEnd: Sendable, Hashable {
    public var runID: RunID
    public var action: ActionName
    /// How it ended; nil where its task has been deleted meanwhile.
    public var state: RunState?
    /// Whether it had waited before it was claimed.
    public var waited: Bool
    public var nextDue: DueTimes
    /// That its host has asked for less, or does not answer.
    public var pressure: Backpressure?
    /// How long its executor worked at it; nil if that is not known.
    public var took: Duration?
    /// That another run waits in its place until it can be tried alone.
    public var isSuspect: Bool

    public init(
        runID: RunID, action: ActionName, state: RunState?, waited: Bool, nextDue: DueTimes = .none,
        pressure: Backpressure? = nil, took: Duration? = nil, isSuspect: Bool = false
    ) {
        self.runID = runID
        self.action = action
        self.state = state
        self.waited = waited
        self.nextDue = nextDue
        self.pressure = pressure
        self.took = took
        self.isSuspect = isSuspect
    }

    /// Whether it was performed, well or badly, and its host did not ask for less.
    var isAnswer: Bool { pressure == nil && (state == .succeeded || state == .failed || state == .dead) }

    /// What it says of its host.
    ///
    /// - Parameter age: how long ago it was claimed.
    func shareEnd(after age: Duration) -> FairShare.End {
        if pressure?.isTimeout == true { return .timedOut }
        switch state {
        case .succeeded, .failed, .dead: return .answered(took ?? age)
        default: return .gone
        }
    }

    var outstanding: OutstandingRuns { OutstandingRuns(total: 1, waited: waited ? 1 : 0) }
}
