public import Messages
public import Recurrence
public import TaskModel
public import Timekeeping

/// The table of tasks and runs, as the scheduler uses it.
///
/// Each method that changes something is one transaction: it is durable as a whole when it returns, and nothing of it has
/// happened when it throws. It throws ``StorageError`` where the disk is full.
public protocol TaskStore: Sendable {
    // MARK: For clients

    /// Carries out what clients ask for, in order.
    ///
    /// - Returns: a result for each change.
    func apply(_ changes: [TaskChange], now: Timestamp) async throws -> [TaskChangeResult]
    /// A task and its latest run.
    func task(_ id: TaskID) async throws -> (task: StoredTask, lastRun: StoredRun?)?
    /// The live task of a name, and its latest run.
    func task(named name: TaskName) async throws -> (task: StoredTask, lastRun: StoredRun?)?
    /// A page of tasks. It may be short, or empty, and have a next one, where few match.
    func tasks(matching query: TaskQuery) async throws -> TaskPage
    /// A page of the history of a task, newest first; nil where there is no such task in these groups.
    func runs(matching query: RunQuery, within groups: Set<TaskGroup>?) async throws -> RunPage?
    /// A page of dead runs, latest first. It may be short, or empty, and have a next one, where few match.
    func deadRuns(matching query: DeadQuery) async throws -> DeadPage
    /// Puts back, or discards, the dead runs of one page.
    ///
    /// - Returns: how far it came, and what of it matters for dispatch.
    func changeDead(
        _ query: DeadQuery, to change: DeadChange, now: Timestamp
    ) async throws -> (answer: BulkAnswer, results: [TaskChangeResult])

    /// The same, once for requests with the same key: a repeated one goes on where the others ended, counts what all of
    /// them did, and leaves what died after the first.
    ///
    /// - Returns: `nil` if the key came with another request.
    func changeDead(
        _ query: DeadQuery, to change: DeadChange, once key: IdempotencyKey, now: Timestamp
    ) async throws -> (answer: BulkAnswer, results: [TaskChangeResult])?

    /// Changes the tasks of one page.
    ///
    /// - Returns: how far it came, and what of it matters for dispatch.
    func changeAll(
        _ query: TaskQuery, to change: TaskBulkChange, now: Timestamp
    ) async throws -> (answer: BulkAnswer, results: [TaskChangeResult])

    /// The same, once for requests with the same key: a repeated one goes on where the others ended, counts what all of
    /// them did, and leaves tasks that were made after the first.
    ///
    /// - Returns: `nil` if the key came with another request.
    func changeAll(
        _ query: TaskQuery, to change: TaskBulkChange, once key: IdempotencyKey, now: Timestamp
    ) async throws -> (answer: BulkAnswer, results: [TaskChangeResult])?

    // MARK: For the keys of the API

    /// All keys, those included that were revoked, in the order of their making.
    ///
    /// - Parameter uses: recorded with it.
    func keys(noting uses: [KeyUse]) async throws -> [AccessKey]
    /// Adds a key; one that is there already stays.
    ///
    /// - Returns: false where there are ``AccessKey/maximumCount``.
    func addKey(_ key: AccessKey) async throws -> Bool
    /// Adds a key, once for requests with the same idempotency key.
    func addKey(_ key: AccessKey, keeping answer: KeptAnswer) async throws -> KeyAddition
    /// - Returns: false where there is no such key.
    func revokeKey(_ id: AccessKeyID, now: Timestamp) async throws -> Bool

    // MARK: For dispatch

    /// Every action that has tasks waiting or runs outstanding.
    func backlog() async throws -> [ActionBacklog]
    /// Turns what is due into runs to be published, and records what of it does not run.
    ///
    /// - Parameters:
    ///   - plan: which actions, and how much of each at most.
    ///   - limits: what may be claimed of what counts against limits. Due work for which nothing is left is moved to its
    ///     partition.
    func claim(_ plan: [ClaimPlan], within limits: LimitBudget, now: Timestamp) async throws -> [Claim]
    /// Turns runs that were under way when their consumers died, and wait to be tried again, into runs to be published.
    ///
    /// - Parameters:
    ///   - below: only those that have come back from the broker less often than this.
    ///   - limit: how many at most, the oldest first.
    func claimSuspects(of action: ActionName, below: Int, limit: Int, now: Timestamp) async throws -> SuspectClaim
    /// Records that runs are with the broker. One whose result has come meanwhile is left as it is.
    func markPublished(_ runs: [RunReference], now: Timestamp) async throws
    /// Takes runs back that no queue took: they wait again.
    ///
    /// - Returns: those that were taken back, or are gone with their tasks.
    func withdraw(_ runs: [RunReference], now: Timestamp) async throws -> [RunEnd]
    /// Runs that are not known to be with the broker, in the order of their ids.
    func unpublishedRuns(of action: ActionName, after: RunID?, limit: Int) async throws -> [RunRequest]

    /// The clock was set back: schedules that keep a pace, and runs that wait, no longer wait for a time by the clock that
    /// was ahead. What has run does not run again.
    ///
    /// - Returns: when something of an action is due that was due later before.
    func clockWentBack(now: Timestamp) async throws -> [ActionName: DueTimes]

    // MARK: For limits

    /// All limits that were set.
    func limits() async throws -> [RunLimit]
    /// Sets a limit.
    ///
    /// - Returns: false where there are as many as there may be.
    func putLimit(_ limit: RunLimit) async throws -> Bool
    /// - Returns: false where there is none.
    func deleteLimit(_ name: LimitName) async throws -> Bool
    /// All runs without a result, and what they may count against.
    func limitedRuns() async throws -> [LimitedRun]

    // MARK: For calendars

    func calendar(_ name: CalendarName) async throws -> StoredCalendar?
    /// A page of calendars, by name.
    func calendars(after: CalendarName?, limit: Int) async throws -> [StoredCalendar]
    /// What calendars leave out; of those that are not there, nothing.
    func calendarDefinitions(_ names: Set<CalendarName>) async throws -> [CalendarDefinition]
    /// Sets a calendar. Tasks that use it are computed again by ``followCalendars(limit:now:)``.
    ///
    /// - Returns: `nil` if there are as many as there may be.
    func putCalendar(_ definition: CalendarDefinition, now: Timestamp) async throws -> StoredCalendar?
    func deleteCalendar(_ name: CalendarName) async throws -> CalendarDeletion
    /// Computes the next occurrences of tasks again that use a calendar that has changed, at most `limit`.
    func followCalendars(limit: Int, now: Timestamp) async throws -> CalendarStep

    // MARK: For backfills

    /// Has past occurrences of a task run, or finds out which would.
    ///
    /// - Parameter key: runs them once for requests with the same key; finding out needs none.
    func startBackfill(
        _ id: TaskID, _ request: BackfillRequest, once key: IdempotencyKey?, within groups: Set<TaskGroup>?,
        now: Timestamp
    ) async throws -> BackfillAnswer
    /// The last backfill of a task.
    func backfill(of id: TaskID, within groups: Set<TaskGroup>?) async throws -> BackfillAnswer
    /// Ends the backfill that is under way. The runs that it has made stay.
    ///
    /// - Parameter key: ends one once for requests with the same key.
    func cancelBackfill(
        of id: TaskID, once key: IdempotencyKey?, within groups: Set<TaskGroup>?, now: Timestamp
    ) async throws -> BackfillAnswer
    /// Makes the runs of backfills that are due, of at most so many backfills.
    func stepBackfills(limit: Int, now: Timestamp) async throws -> BackfillStep

    // MARK: For results

    /// Records what executors say of runs.
    ///
    /// - Returns: for each event what it changed.
    func apply(_ events: [RunReport], now: Timestamp) async throws -> [RunReportResult]
    /// Records messages that nobody could read, and results of runs that were given up.
    func apply(_ events: [RunReport], letters: [DeadLetter], now: Timestamp) async throws -> [RunReportResult]

    // MARK: For housekeeping

    /// Runs that were published before an instant and have no result, in the order of their publishing.
    func outstandingRuns(of action: ActionName, publishedBefore: Timestamp) async throws -> [OutstandingRun]
    /// Runs that are to be stopped and have no result, in the order of their ids.
    func cancellations(after: RunID?, limit: Int) async throws -> [RunCancellation]
    /// Gives runs up for lost: another run takes the place of each.
    func lose(_ runs: [RunReference], now: Timestamp) async throws -> [RunEnd]
    /// Ends tasks that have expired before they ran, at most `limit`.
    ///
    /// - Returns: how many.
    func expire(limit: Int, now: Timestamp) async throws -> Int
    /// Has a listener told of what happens, in its order, when it is durable. The listener must not wait.
    func announceEvents(to listener: @escaping @Sendable ([TaskEventBatch]) -> Void)
    /// What is kept of events after a number; nil for no more than where the end is.
    func events(after number: Int64?) async throws -> EventPage
    /// Removes history that is too old: one small step.
    ///
    /// - Returns: whether there may be more to remove.
    func prune(_ retention: Retention, limit: Int, now: Timestamp) async throws -> Bool
}

/// What is done with dead runs.
public enum DeadChange: Sendable, Hashable {
    case redrive
    case discard
}

extension TaskStore {
    /// Claims where there are no limits.
    public func claim(_ plan: [ClaimPlan], now: Timestamp) async throws -> [Claim] {
        try await claim(plan, within: .unlimited, now: now)
    }

    /// A page of the history of a task of any group.
    public func runs(matching query: RunQuery) async throws -> RunPage? {
        try await runs(matching: query, within: nil)
    }
}

/// What came of adding a key to the API.
public enum KeyAddition: Hashable, Sendable {
    case added
    /// There are as many as there may be.
    case full
    /// An earlier request had the same idempotency key: this was its answer.
    case repeated(String)
    /// The idempotency key came with another request.
    case keyReused
}
