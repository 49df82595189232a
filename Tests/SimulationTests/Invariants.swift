import GRDB
import Recurrence
import Scheduler
import TaskModel
import Timekeeping

@testable import SQLiteStore

/// The promises, looked for in the table and the ledger once all is at rest.
struct Invariants {
    private struct RunRow {
        let id: RunID
        let scheduledFor: Timestamp
        let attempt: Int
        let state: RunState
        let error: String?
        let message: String?
    }

    private let world: World

    init(_ world: World) {
        self.world = world
    }

    func check() throws {
        try checkCounters()
        try EventInvariants(world).check()
        for (id, entry) in world.ledger.entries.sorted(by: { $0.key < $1.key }) {
            guard let task = try task(id) else {
                if entry.isAccepted, !entry.mayBeGone { world.violate("the accepted task \(id) is gone") }
                continue
            }
            let runs = try runs(of: id)
            checkCrashes(id, runs, entry)
            // One that is redriven has attempts of its own.
            if !entry.isRedriven { checkBeginnings(task, runs) }
            if try entry.isEdited || hasPassed(id) {
                checkRest(of: task)
            } else if task.definition.recurrence == nil {
                checkOneOff(task, runs, entry)
            } else {
                checkRecurring(task, runs, entry)
            }
        }
        checkRepetitions()
    }

    private func task(_ id: TaskID) throws -> StoredTask? {
        try world.look { db in
            try Row.fetchOne(db.cachedStatement(sql: Statements.task), arguments: [id.blob]).map(StoredTask.init)
        }
    }

    private func runs(of id: TaskID) throws -> [RunRow] {
        try world.look { db in
            try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT run_id, scheduled_for, state, error_code, error_message, attempt FROM runs
                        WHERE task_id = ?
                        ORDER BY run_id
                        """), arguments: [id.blob]
            ).map { row in
                RunRow(
                    id: try row.id(0, RunID.self), scheduledFor: row.timestamp(1), attempt: row[5],
                    state: RunState(rawValue: row[2]) ?? .queued, error: row[3], message: row[4])
            }
        }
    }

    // MARK: - All tasks

    private func checkCounters() throws {
        let (wrong, open, names) = try world.look { db in
            let wrong = try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT id FROM tasks t WHERE
                          queued <> (SELECT count(*) FROM runs r WHERE r.task_id = t.id AND r.state = 0)
                          OR waiting <> (SELECT count(*) FROM runs r WHERE r.task_id = t.id AND r.state = 6)
                        """)
            ).map { try $0.id(0, TaskID.self) }
            let open = try Int.fetchOne(
                db.cachedStatement(sql: "SELECT count(*) FROM runs r WHERE state IN (0, 6) AND due_at <= ?"),
                arguments: [world.clock.now().milliseconds])
            let names = try Int.fetchOne(
                db.cachedStatement(
                    sql: """
                        SELECT count(*) FROM (SELECT name FROM tasks WHERE name IS NOT NULL AND status NOT IN (2, 3)
                          GROUP BY name HAVING count(*) > 1)
                        """))
            return (wrong, open ?? 0, names ?? 0)
        }
        for id in wrong { world.violate("\(id) does not know its open runs") }
        if open > 0 { world.violate("\(open) runs are open for ever") }
        if names > 0 { world.violate("\(names) names belong to two live tasks") }
    }

    /// Only what ends its executor is dead of that, or a run that was alone at three deaths by chance.
    private func checkCrashes(_ id: TaskID, _ runs: [RunRow], _ entry: SimulationLedger.Entry) {
        for run in runs where run.state == .dead {
            let isToBlame = entry.fate == .crashes || world.ledger.deathsAlone[run.id, default: 0] >= 3
            if run.error == "executor_crashed", !isToBlame {
                world.violate("\(id) is dead for the death of its executor, and another was to blame")
            }
            if run.error == "delivery_limit" { world.violate("\(id) is dead for how often it was delivered") }
        }
    }

    /// Work is repeated only where an executor died, or a message was lost or doubled on purpose.
    private func checkRepetitions() {
        let allowed = world.executorDeaths * 4
        if world.ledger.repetitions > allowed {
            world.violate("\(world.ledger.repetitions) repetitions; \(world.executorDeaths) executors died")
        }
    }

    // MARK: - One task

    /// No occurrence begins twice, whatever is edited and however the clock is set.
    private func checkBeginnings(_ task: StoredTask, _ runs: [RunRow]) {
        let begun = runs.filter { $0.attempt == 1 && ![.skipped, .lost, .redriven].contains($0.state) }
        for (occurrence, runs) in Dictionary(grouping: begun, by: \.scheduledFor) where runs.count > 1 {
            let states = runs.map { "\($0.id) \($0.state.name)" }.joined(separator: ", ")
            world.violate("\(task.id) began \(occurrence.rfc3339) twice: \(states)")
        }
    }

    /// Whether its schedule went through some times twice, the clock having been set back.
    private func hasPassed(_ id: TaskID) throws -> Bool {
        try world.look { db in
            try Int.fetchOne(
                db.cachedStatement(sql: "SELECT passes FROM tasks WHERE id = ?"), arguments: [id.blob]) != nil
        }
    }

    private func checkRest(of task: StoredTask) {
        if task.progress.status == .running || task.progress.status == .paused {
            world.violate("\(task.id) is \(task.progress.status.name) at rest")
        }
        if let dueAt = task.progress.dueAt, dueAt <= world.clock.now() {
            world.violate("\(task.id) is due and does not run")
        }
    }

    private func checkOneOff(_ task: StoredTask, _ runs: [RunRow], _ entry: SimulationLedger.Entry) {
        let isDue = task.definition.runAt <= world.clock.now()
        switch task.progress.status {
        case .completed:
            if !runs.contains(where: { $0.state == .succeeded }) {
                world.violate("\(task.id) is completed without a run that succeeded")
            }
            // One that expired, or was cancelled, may have been run by hand since.
            let isLeftOut = runs.contains { $0.state == .skipped || $0.state == .cancelled }
            if entry.extraRuns.isEmpty || !isLeftOut { checkExecuted(task, at: task.definition.runAt) }
        case .failed:
            if let skipped = runs.first(where: { $0.state == .skipped }) {
                if skipped.error != "expired" { world.violate("\(task.id) was skipped without a reason") }
            } else {
                let isCancelled = runs.contains { $0.state == .cancelled }
                if isCancelled, !entry.mayBeCancelled { world.violate("\(task.id) was cancelled by nobody") }
                guard !isCancelled else { break }
                if entry.fate == .succeeds { world.violate("\(task.id) failed, and none of its runs did") }
                checkExecuted(task, at: task.definition.runAt)
            }
        case .scheduled:
            let waits = runs.contains { $0.state == .waiting }
            if isDue, !waits, (task.progress.dueAt ?? .latest) <= world.clock.now() {
                world.violate("\(task.id) is due and does not run")
            }
        case .running, .paused: world.violate("\(task.id) is \(task.progress.status.name) at rest")
        }
        let extra = Set(runs.filter { entry.extraRuns.contains($0.id) }.map(\.scheduledFor))
        let occurrences = Set(runs.map(\.scheduledFor)).subtracting(extra)
        if occurrences.count > 1 { world.violate("\(task.id) ran for two times") }
    }

    private func checkExecuted(_ task: StoredTask, at occurrence: Timestamp) {
        if world.ledger.executions(of: task.id, at: occurrence) == 0 {
            world.violate("\(task.id) has an end for \(occurrence.rfc3339) and was not executed")
        }
    }

    /// Every occurrence up to the next has run or is in exactly one record of those that did not.
    private func checkRecurring(_ task: StoredTask, _ runs: [RunRow], _ entry: SimulationLedger.Entry) {
        if task.progress.status == .running || task.progress.status == .paused {
            world.violate("\(task.id) is \(task.progress.status.name) at rest")
        }
        guard let rule = try? task.definition.series() else { return }
        func next(_ occurrence: Timestamp) -> Timestamp? { rule.next(after: max(occurrence, task.createdAt)) }
        var ran: [Timestamp: [RunRow]] = [:]
        var skipped: [Timestamp: Int] = [:]
        for run in runs {
            guard run.state == .skipped else {
                ran[run.scheduledFor, default: []].append(run)
                continue
            }
            var occurrence = run.scheduledFor
            for _ in 0..<Self.count(run) {
                skipped[occurrence, default: 0] += 1
                guard let following = next(occurrence) else { break }
                occurrence = following
            }
        }
        var occurrence = rule.first
        // What comes after one that is not over is not decided yet.
        let end = task.progress.isLive ? task.progress.runAt : world.clock.now()
        while let current = occurrence, current < end, current <= world.clock.now() {
            let times = (ran[current] == nil ? 0 : 1) + (skipped[current] ?? 0)
            if times != 1 {
                let history = runs.map { "\($0.scheduledFor.rfc3339) \($0.state.name) \($0.message ?? "")" }
                world.violate(
                    "\(task.id) has \(times) records of \(current.rfc3339): \(task.definition.schedule), next "
                        + "\(task.progress.runAt.rfc3339), \(history.joined(separator: "; "))")
            }
            if let own = ran[current] { checkEnd(of: own, at: current, task, entry) }
            occurrence = next(current)
        }
        if let dueAt = task.progress.dueAt, dueAt <= world.clock.now() {
            world.violate("\(task.id) is due and does not run")
        }
    }

    private func checkEnd(
        of runs: [RunRow], at occurrence: Timestamp, _ task: StoredTask, _ entry: SimulationLedger.Entry
    ) {
        // Not by their order: where the clock was set back, a later run may have an earlier id.
        let states = Set(runs.map(\.state))
        if states.isDisjoint(with: [.succeeded, .dead, .discarded, .waiting, .cancelled]) {
            let names = runs.map { "\($0.id) \($0.state.name)" }.joined(separator: ", ")
            world.violate("\(task.id) has no end for \(occurrence.rfc3339): \(names)")
        }
        if states.contains(.cancelled) {
            if !entry.mayBeCancelled { world.violate("\(task.id) was cancelled by nobody") }
        } else if !states.contains(.waiting) {
            checkExecuted(task, at: occurrence)
        }
        if states.contains(.dead), entry.fate == .succeeds {
            world.violate("\(task.id) failed, and none of its runs did")
        }
    }

    private static func count(_ run: RunRow) -> Int {
        Int(run.message?.prefix { $0.isNumber } ?? "") ?? 1
    }
}
