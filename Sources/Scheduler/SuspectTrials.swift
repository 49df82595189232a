internal import TaskModel
internal import Timekeeping

/// Decides when runs that are suspect of ending their consumers are handed out again, and which of them is to blame.
///
/// The broker counts a death against every run that the dead consumer had. So a run that has reached the broker's limit
/// is tried again alone: published when no other run of its action is outstanding, and nothing else of the action is
/// published until it has a result, or reaches the limit again, and only then it is to blame. Both the wait for the
/// others and the trial are bounded: after that others flow again. A run that has no result by then stays with the
/// broker and is not blamed; should it come back, its next trial may take twice as long.
///
/// An action whose executors all perform suspects in processes of their own needs none of that: they find out whose fault
/// it is, and suspects are published like others. Only a run that still comes back again and again is tried alone.
struct SuspectTrials: Sendable {
    /// What is to be claimed of the suspects of an action.
    struct Step: Sendable, Hashable {
        var action: ActionName
        var limit: Int
        /// Only runs that have come back less often than this.
        var below: Int
    }

    private enum Phase: Sendable, Hashable {
        /// Everything flows.
        case idle
        /// Nothing more goes out, until what is out has its results.
        case clearing(until: Duration)
        /// Nothing else is out.
        case alone(RunID, until: Duration)
        /// Everything flows for a while.
        case resting(until: Duration)
    }

    private struct Trial: Sendable {
        var phase = Phase.idle
        /// Whether suspects may be waiting in the table.
        var isWaiting = false
        /// Whether those that wait have come back too often to be left to the executors.
        var isHardOnly = false
        /// Runs that were tried alone for as long as they may be, and have no result.
        var open: Set<RunID> = []
        /// How long to wait for what is out: doubled each time that it was in vain.
        var patience = SuspectTrials.patience
        /// Since when nothing else flows, or hardly.
        var heldSince: Duration?

        mutating func rest(for duration: Duration, uptime: Duration) {
            phase = .resting(until: uptime + duration)
            heldSince = nil
        }

        /// Whether nothing is to be remembered.
        var isOver: Bool { phase == .idle && !isWaiting && open.isEmpty }
    }

    /// How long others wait for a trial: until what is out has its results, and then for the run that is tried.
    static let patience = Duration.seconds(10)
    private static let maximumPatience = Duration.seconds(640)
    /// How many suspects are claimed at once of an action whose executors isolate them.
    static let batchSize = 100
    /// How often a run may come back from executors that isolate suspects before it is tried alone.
    static let maximumReturns = 3

    private var trials: [ActionName: Trial] = [:]

    /// Suspects of an action wait in the table.
    mutating func recordWaiting(_ action: ActionName) {
        trials[action, default: Trial()].isWaiting = true
        trials[action]?.isHardOnly = false
    }

    /// Whether nothing else of an action is to be claimed at present.
    func holds(_ action: ActionName) -> Bool {
        switch trials[action]?.phase {
        case .clearing, .alone: true
        case .idle, .resting, nil: false
        }
    }

    /// Whether a run, if it reaches the broker's limit now, was alone all the time.
    func isAlone(_ run: RunID, of action: ActionName) -> Bool {
        guard let trial = trials[action], case .alone(run, _) = trial.phase else { return false }
        return trial.open.isEmpty
    }

    var actions: [ActionName] { trials.keys.sorted() }

    /// What to do for an action now.
    ///
    /// From here on until ``recordClaim(_:_:areMore:uptime:)`` nobody knows whether more suspects wait, and only what
    /// ``recordWaiting(_:)`` tells meanwhile counts: one that comes while the claim is read must not be forgotten.
    ///
    /// - Parameters:
    ///   - outstanding: how many of its runs have no result.
    ///   - isolates: whether its executors perform suspects in processes of their own.
    mutating func step(
        _ action: ActionName, outstanding: Int, isolates: Bool, uptime: Duration
    ) -> Step? {
        guard var trial = trials[action] else { return nil }
        defer { trials[action] = trial.isOver ? nil : trial }
        switch trial.phase {
        case .alone(let run, let until) where until <= uptime:
            trial.open.insert(run)
            trial.rest(for: max(Self.patience, until - (trial.heldSince ?? uptime)), uptime: uptime)
            return nil
        case .clearing(let until) where until <= uptime && outstanding > 0:
            trial.rest(for: trial.patience, uptime: uptime)
            trial.patience = min(trial.patience * 2, Self.maximumPatience)
            return nil
        case .resting(let until) where until <= uptime: trial.phase = .idle
        case .alone, .resting: return nil
        case .idle, .clearing: break
        }
        guard trial.isWaiting else {
            if case .clearing = trial.phase { trial.phase = .idle }
            return nil
        }
        if isolates, !trial.isHardOnly {
            trial.phase = .idle
            trial.isWaiting = false
            return Step(action: action, limit: Self.batchSize, below: Self.maximumReturns)
        }
        if trial.phase == .idle {
            // While one that was tried for long is still under way, another trial would prove nothing.
            guard trial.open.isEmpty else { return nil }
            trial.phase = .clearing(until: uptime + trial.patience)
            if trial.heldSince == nil { trial.heldSince = uptime }
        }
        guard outstanding == 0 else { return nil }
        trial.patience = Self.patience
        trial.isWaiting = false
        return Step(action: action, limit: 1, below: .max)
    }

    /// Suspects were claimed.
    ///
    /// - Parameters:
    ///   - runs: how often each has come back.
    ///   - areMore: whether others wait.
    mutating func recordClaim(_ step: Step, _ runs: [RunID: Int], areMore: Bool, uptime: Duration) {
        var trial = trials[step.action, default: Trial()]
        defer { trials[step.action] = trial.isOver ? nil : trial }
        if areMore { trial.isWaiting = true }
        guard step.below == .max else {
            if runs.isEmpty { trial.isHardOnly = true }
            return
        }
        if let (run, returns) = runs.first {
            trial.phase = .alone(run, until: uptime + Self.patience * (1 << max(0, min(returns - 1, 6))))
        } else {
            trial.phase = .idle
            trial.heldSince = nil
        }
    }

    /// A step could not be taken: the broker takes no runs of the action at present.
    mutating func postpone(_ step: Step, uptime: Duration) {
        trials[step.action, default: Trial()].isWaiting = true
        trials[step.action]?.rest(for: .seconds(1), uptime: uptime)
    }

    /// A run has its result, is gone, or waits again.
    ///
    /// - Returns: whether there may be something to do now.
    mutating func recordEnd(_ run: RunID, of action: ActionName, uptime: Duration) -> Bool {
        guard var trial = trials[action] else { return false }
        trial.open.remove(run)
        if case .alone(run, _) = trial.phase {
            trial.phase = .idle
            // Others have waited long enough for a while.
            if let since = trial.heldSince, uptime - since >= Self.patience {
                trial.rest(for: Self.patience, uptime: uptime)
            }
        }
        trials[action] = trial.isOver ? nil : trial
        return true
    }

    /// When there is something to do, by the clock's uptime; nil when it depends on more than time.
    var nextWake: Duration? {
        trials.values.compactMap { trial -> Duration? in
            switch trial.phase {
            case .clearing(let until), .alone(_, let until), .resting(let until): until
            case .idle: nil
            }
        }.min()
    }
}
