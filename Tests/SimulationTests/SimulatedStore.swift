import Messages
import Recurrence
import SQLiteStore
import Scheduler
import TaskModel
import Timekeeping

/// The real store, behind a door that the scheduler may die in: before or after what it asks for is done.
struct SimulatedStore: TaskStore {
    let store: SQLiteTaskStore
    let life: Life
    let world: World

    private func write<Value>(_ body: () async throws -> Value) async throws -> Value {
        await Task.yield()
        try life.step()
        if world.dice.chance(world.faults.diskFull) { throw StorageError.full }
        let value = try await body()
        await Task.yield()
        try life.step()
        return value
    }

    private func read<Value>(_ body: () async throws -> Value) async throws -> Value {
        await Task.yield()
        if life.isOver { throw CancellationError() }
        return try await body()
    }

    func apply(_ changes: [TaskChange], now: Timestamp) async throws -> [TaskChangeResult] {
        try await write { try await store.apply(changes, now: now) }
    }

    func task(_ id: TaskID) async throws -> (task: StoredTask, lastRun: StoredRun?)? {
        try await read { try await store.task(id) }
    }

    func task(named name: TaskName) async throws -> (task: StoredTask, lastRun: StoredRun?)? {
        try await read { try await store.task(named: name) }
    }

    func tasks(matching query: TaskQuery) async throws -> TaskPage {
        try await read { try await store.tasks(matching: query) }
    }

    func runs(matching query: RunQuery, within groups: Set<TaskGroup>?) async throws -> RunPage? {
        try await read { try await store.runs(matching: query, within: groups) }
    }

    func changeAll(
        _ query: TaskQuery, to change: TaskBulkChange, now: Timestamp
    ) async throws -> (answer: BulkAnswer, results: [TaskChangeResult]) {
        try await write { try await store.changeAll(query, to: change, now: now) }
    }

    func keys(noting uses: [KeyUse]) async throws -> [AccessKey] {
        try await read { try await store.keys(noting: uses) }
    }

    func addKey(_ key: AccessKey) async throws -> Bool {
        try await write { try await store.addKey(key) }
    }

    func revokeKey(_ id: AccessKeyID, now: Timestamp) async throws -> Bool {
        try await write { try await store.revokeKey(id, now: now) }
    }

    func clockWentBack(now: Timestamp) async throws -> [ActionName: DueTimes] {
        try await write { try await store.clockWentBack(now: now) }
    }

    func deadRuns(matching query: DeadQuery) async throws -> DeadPage {
        try await read { try await store.deadRuns(matching: query) }
    }

    func changeDead(
        _ query: DeadQuery, to change: DeadChange, now: Timestamp
    ) async throws -> (answer: BulkAnswer, results: [TaskChangeResult]) {
        try await write { try await store.changeDead(query, to: change, now: now) }
    }

    func changeDead(
        _ query: DeadQuery, to change: DeadChange, once key: IdempotencyKey, now: Timestamp
    ) async throws -> (answer: BulkAnswer, results: [TaskChangeResult])? {
        try await write { try await store.changeDead(query, to: change, once: key, now: now) }
    }

    func changeAll(
        _ query: TaskQuery, to change: TaskBulkChange, once key: IdempotencyKey, now: Timestamp
    ) async throws -> (answer: BulkAnswer, results: [TaskChangeResult])? {
        try await write { try await store.changeAll(query, to: change, once: key, now: now) }
    }

    func addKey(_ key: AccessKey, keeping answer: KeptAnswer) async throws -> KeyAddition {
        try await write { try await store.addKey(key, keeping: answer) }
    }

    func announceEvents(to listener: @escaping @Sendable ([TaskEventBatch]) -> Void) {
        store.announceEvents(to: listener)
    }

    func events(after number: Int64?) async throws -> EventPage {
        try await read { try await store.events(after: number) }
    }

    func backlog() async throws -> [ActionBacklog] {
        try await read { try await store.backlog() }
    }

    func limits() async throws -> [RunLimit] {
        try await read { try await store.limits() }
    }

    func putLimit(_ limit: RunLimit) async throws -> Bool {
        try await write {
            world.limits.change()
            return try await store.putLimit(limit)
        }
    }

    func deleteLimit(_ name: LimitName) async throws -> Bool {
        try await write {
            world.limits.change()
            return try await store.deleteLimit(name)
        }
    }

    func calendar(_ name: CalendarName) async throws -> StoredCalendar? {
        try await read { try await store.calendar(name) }
    }

    func calendars(after name: CalendarName?, limit: Int) async throws -> [StoredCalendar] {
        try await read { try await store.calendars(after: name, limit: limit) }
    }

    func calendarDefinitions(_ names: Set<CalendarName>) async throws -> [CalendarDefinition] {
        try await read { try await store.calendarDefinitions(names) }
    }

    func putCalendar(_ definition: CalendarDefinition, now: Timestamp) async throws -> StoredCalendar? {
        try await write { try await store.putCalendar(definition, now: now) }
    }

    func deleteCalendar(_ name: CalendarName) async throws -> CalendarDeletion {
        try await write { try await store.deleteCalendar(name) }
    }

    func followCalendars(limit: Int, now: Timestamp) async throws -> CalendarStep {
        try await write { try await store.followCalendars(limit: limit, now: now) }
    }

    func startBackfill(
        _ id: TaskID, _ request: BackfillRequest, once key: IdempotencyKey?, within groups: Set<TaskGroup>?,
        now: Timestamp
    ) async throws -> BackfillAnswer {
        try await write { try await store.startBackfill(id, request, once: key, within: groups, now: now) }
    }

    func backfill(of id: TaskID, within groups: Set<TaskGroup>?) async throws -> BackfillAnswer {
        try await read { try await store.backfill(of: id, within: groups) }
    }

    func cancelBackfill(
        of id: TaskID, once key: IdempotencyKey?, within groups: Set<TaskGroup>?, now: Timestamp
    ) async throws -> BackfillAnswer {
        try await write { try await store.cancelBackfill(of: id, once: key, within: groups, now: now) }
    }

    func stepBackfills(limit: Int, now: Timestamp) async throws -> BackfillStep {
        try await write { try await store.stepBackfills(limit: limit, now: now) }
    }

    func limitedRuns() async throws -> [LimitedRun] {
        try await read { try await store.limitedRuns() }
    }

    func claim(_ plan: [ClaimPlan], within limits: LimitBudget, now: Timestamp) async throws -> [Claim] {
        try await write {
            let before = try world.limits.outstanding(world)
            let claims = try await store.claim(plan, within: limits, now: now)
            try world.limits.check(world, before: before)
            try world.checkDuring()
            return world.losesClaims ? [] : claims
        }
    }

    func claimSuspects(
        of action: ActionName, below: Int, limit: Int, now: Timestamp
    ) async throws -> SuspectClaim {
        try await write {
            let claim = try await store.claimSuspects(of: action, below: below, limit: limit, now: now)
            try world.checkDuring()
            return claim
        }
    }

    func markPublished(_ runs: [RunReference], now: Timestamp) async throws {
        try await write { try await store.markPublished(runs, now: now) }
    }

    func withdraw(_ runs: [RunReference], now: Timestamp) async throws -> [RunEnd] {
        try await write { try await store.withdraw(runs, now: now) }
    }

    func unpublishedRuns(of action: ActionName, after: RunID?, limit: Int) async throws -> [RunRequest] {
        try await read {
            world.losesClaims ? [] : try await store.unpublishedRuns(of: action, after: after, limit: limit)
        }
    }

    func apply(_ events: [RunReport], now: Timestamp) async throws -> [RunReportResult] {
        try await write { try await store.apply(events, now: now) }
    }

    func apply(_ events: [RunReport], letters: [DeadLetter], now: Timestamp) async throws -> [RunReportResult] {
        try await write { try await store.apply(events, letters: letters, now: now) }
    }

    func outstandingRuns(of action: ActionName, publishedBefore: Timestamp) async throws -> [OutstandingRun] {
        try await read { try await store.outstandingRuns(of: action, publishedBefore: publishedBefore) }
    }

    func cancellations(after: RunID?, limit: Int) async throws -> [RunCancellation] {
        try await read { try await store.cancellations(after: after, limit: limit) }
    }

    func lose(_ runs: [RunReference], now: Timestamp) async throws -> [RunEnd] {
        try await write { try await store.lose(runs, now: now) }
    }

    func expire(limit: Int, now: Timestamp) async throws -> Int {
        try await write { try await store.expire(limit: limit, now: now) }
    }

    func prune(_ retention: Retention, limit: Int, now: Timestamp) async throws -> Bool {
        try await write { try await store.prune(retention, limit: limit, now: now) }
    }
}
