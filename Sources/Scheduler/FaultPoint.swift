#if DEBUG
    internal import Foundation
    internal import Synchronization
#endif

/// A step after which a test may have the scheduler die, to see that nothing depends on the next one.
///
/// In debug builds `CARILLON_FAULT=<point>:<n>` kills the process, as `kill -9` does, when it comes to the point for the
/// nth time. In release builds there is nothing of it.
enum FaultPoint: String, CaseIterable {
    /// A request was acknowledged and is not carried out yet.
    case requestTaken = "request-taken"
    /// A change is committed and not answered yet.
    case changeCommitted = "change-committed"
    /// Runs are claimed and not published yet.
    case claimCommitted = "claim-committed"
    /// The broker has confirmed runs, and nobody has taken note of it.
    case runsConfirmed = "runs-confirmed"
    /// Runs are marked as published.
    case runsMarked = "runs-marked"
    /// Runs that no queue took are withdrawn.
    case runsWithdrawn = "runs-withdrawn"
    /// Results are committed and not acknowledged yet.
    case resultsCommitted = "results-committed"
    /// Results are acknowledged.
    case resultsAcknowledged = "results-acknowledged"
    /// Dead letters are committed and not acknowledged yet.
    case lettersCommitted = "letters-committed"
    /// Runs of a backfill are made and not dispatched yet.
    case backfillStepped = "backfill-stepped"
    /// A step of tasks has followed a calendar, and others have not.
    case calendarFollowed = "calendar-followed"

    #if DEBUG
        private static let parts = ProcessInfo.processInfo.environment["CARILLON_FAULT"]?.split(separator: ":") ?? []
        private static let planned = parts.first.flatMap { FaultPoint(rawValue: String($0)) }
        private static let countdown = Mutex(parts.dropFirst().first.flatMap { Int($0) } ?? 1)
    #endif

    /// Tells that the scheduler has come to this point.
    func reached() {
        #if DEBUG
            guard Self.planned == self else { return }
            let isTime = Self.countdown.withLock { left in
                left -= 1
                return left == 0
            }
            if isTime { kill(getpid(), SIGKILL) }
        #endif
    }
}
