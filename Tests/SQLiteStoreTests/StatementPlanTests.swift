import GRDB
import Testing

@testable import SQLiteStore

/// Asks SQLite how it would carry out each statement: what runs while tasks are served must search, never scan.
@Suite struct StatementPlanTests {
    private static let searching: [(name: String, sql: String)] =
        [
            ("identity", Statements.identity), ("liveTaskOfName", Statements.liveTaskOfName),
            ("deleteTask", Statements.deleteTask), ("queuedRunsOfTask", Statements.queuedRunsOfTask),
            ("cancelRunsOfTask", Statements.cancelRunsOfTask),
            ("deleteRunsOfTask", Statements.deleteRunsOfTask), ("holdWaitingRuns", Statements.holdWaitingRuns),
            ("releaseWaitingRuns", Statements.releaseWaitingRuns), ("idempotencyKey", Statements.idempotencyKey),
            ("task", Statements.task), ("lastRun", Statements.lastRun), ("runsOfTask", Statements.runsOfTask),
            ("deadRuns", Statements.deadRuns), ("runState", Statements.runState), ("progress", Statements.progress),
            ("actionName", Statements.actionName), ("updateTask", Statements.updateTask),
            ("touchTask", Statements.touchTask),
            ("updatePriorityOfRuns", Statements.updatePriorityOfRuns), ("runAtOccurrence", Statements.runAtOccurrence),
            ("begunOccurrence", Statements.begunOccurrence), ("openOccurrence", Statements.openOccurrence),
            ("updateSince", Statements.updateSince), ("tasksMadeAfter", Statements.tasksMadeAfter),
            ("runsMadeAfter", Statements.runsMadeAfter), ("hurryRun", Statements.hurryRun),
            ("deleteTags", Statements.deleteTags), ("groupOfTask", Statements.groupOfTask),
            ("nextDue", Statements.nextDue), ("nextWaiting", Statements.nextWaiting),
            ("outstanding", Statements.outstanding), ("due", Statements.due), ("dueLast", Statements.dueLast),
            ("dueRuns", Statements.dueRuns),
            ("queueRun", Statements.queueRun), ("saveProgress", Statements.saveProgress),
            ("setError", Statements.setError), ("markPublished", Statements.markPublished),
            ("deleteQueuedRun", Statements.deleteQueuedRun), ("putRunBack", Statements.putRunBack),
            ("unpublished", Statements.unpublished), ("runWithTask", Statements.runWithTask),
            ("startRun", Statements.startRun), ("finishRun", Statements.finishRun),
            ("setRunState", Statements.setRunState), ("clearExpiry", Statements.clearExpiry),
            ("published", Statements.published), ("expired", Statements.expired),
            ("pruneRunsOfTask", Statements.pruneRunsOfTask), ("oldRuns", Statements.oldRuns),
            ("deleteRun", Statements.deleteRun), ("endedTasks", Statements.endedTasks),
            ("nextLane", Statements.nextLane), ("nextWaitingLane", Statements.nextWaitingLane),
            ("moveTask", Statements.moveTask), ("moveRun", Statements.moveRun),
            ("openRuns", Statements.openRuns), ("cancelRun", Statements.cancelRun),
            ("deleteLimit", Statements.deleteLimit), ("backfill", Statements.backfill),
            ("nextBackfillOccurrences", Statements.nextBackfillOccurrences),
            ("deleteBackfillOccurrences", Statements.deleteBackfillOccurrences),
            ("advanceBackfill", Statements.advanceBackfill), ("endBackfill", Statements.endBackfill),
            ("deleteBackfill", Statements.deleteBackfill), ("dueBackfills", Statements.dueBackfills),
            ("occurrencesOfTask", Statements.occurrencesOfTask), ("backfilled", Statements.backfilled),
            ("deleteBackfilled", Statements.deleteBackfilled), ("historyRemoved", Statements.historyRemoved),
            ("recordRemoved", Statements.recordRemoved), ("newestToPrune", Statements.newestToPrune),
            ("calendar", Statements.calendar),
            ("calendars", Statements.calendars), ("calendarContent", Statements.calendarContent),
            ("calendarRevision", Statements.calendarRevision), ("deleteCalendar", Statements.deleteCalendar),
            ("tasksOfCalendar", Statements.tasksOfCalendar), ("forgetUses", Statements.forgetUses),
            ("forgetUsers", Statements.forgetUsers), ("followAgain", Statements.followAgain),
            ("staleUsers", Statements.staleUsers),
            ("calendarFollowed", Statements.calendarFollowed), ("updateRecurrence", Statements.updateRecurrence),
            ("suspects", Statements.suspects), ("limitedRuns", Statements.limitedRuns),
            ("pruneKeys", Statements.pruneKeys), ("eventsFrom", Statements.eventsFrom),
            ("pruneEvents", Statements.pruneEvents),
        ] + TaskListStatements.all.enumerated().map { ("list \($0.offset)", $0.element) }

    @Test(arguments: searching.map(\.name))
    func searchesAnIndex(_ name: String) async throws {
        let sql = try #require(Self.searching.first { $0.name == name }).sql
        try await withStore { store, _ in
            let plan = try await store.plan(of: sql)
            #expect(!plan.isEmpty)
            for step in plan {
                #expect(!step.hasPrefix("SCAN"), "\(name): \(step)")
                #expect(!step.contains("TEMP B-TREE"), "\(name): \(step)")
            }
        }
    }

    @Test func theNextBackfillIsTheFirstOfAnIndex() async throws {
        try await withStore { store, _ in
            let plan = try await store.plan(of: Statements.nextBackfill)
            #expect(plan == ["SEARCH backfills USING COVERING INDEX backfills_due (due_at>?)"])
        }
    }

    /// An index that has nothing but what is to be done.
    @Test func onlyCalendarsWithWorkToDoAreLookedAt() async throws {
        try await withStore { store, _ in
            let plan = try await store.plan(of: Statements.changedCalendar)
            #expect(plan == ["SCAN calendars USING INDEX calendars_changed"])
        }
    }

    /// The one statement that reads a whole table reads the small one, at the start and once a minute.
    @Test func onlyTheTableOfActionsIsScanned() async throws {
        try await withStore { store, _ in
            let plan = try await store.plan(of: Statements.actionNames)
            #expect(plan == ["SCAN actions"])
        }
    }
}

extension StatementPlanTests {
    /// From one end, and no further than a few rows.
    @Test(arguments: [Statements.firstEvent, Statements.lastEvent, Statements.eventSizes])
    func readsTheEndsOfTheEvents(_ sql: String) async throws {
        try await withStore { store, _ in
            let plan = try await store.plan(of: sql)
            #expect(plan == ["SCAN events"])
            #expect(sql.contains("LIMIT"))
        }
    }
}

extension SQLiteTaskStore {
    /// What `EXPLAIN QUERY PLAN` says, a line a step.
    fileprivate func plan(of sql: String) async throws -> [String] {
        try await read { db in
            let statement = try db.makeStatement(sql: "EXPLAIN QUERY PLAN " + sql)
            // The plan does not depend on the values, which may be left out.
            statement.setUncheckedArguments(StatementArguments())
            return try Row.fetchAll(statement).map { $0["detail"] }
        }
    }
}
