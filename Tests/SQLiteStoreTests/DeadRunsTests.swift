import Messages
import SQLiteStore
import Scheduler
import TaskModel
import Testing
import Timekeeping

@Suite struct DeadRunsTests {
    /// Makes tasks whose only runs are dead, a second apart.
    private func dead(
        _ numbers: ClosedRange<UInt64>, code: String = "http_status", action: ActionName = "webhook",
        in store: SQLiteTaskStore
    ) async throws -> [RunRequest] {
        try await store.create(numbers.map { task($0, action: action) })
        var runs: [RunRequest] = []
        for (offset, run) in try await store.claimAll(action).runs.enumerated() {
            let now = start + .seconds(Int64(offset))
            let error = RunError(code: code, message: "no")
            _ = try await store.apply([.finished(run, .rejected, error: error, at: now)], now: now)
            runs.append(run)
        }
        return runs
    }

    @Test func theyAreListedLatestFirstAndByFilter() async throws {
        try await withStore { store, _ in
            let runs = try await dead(1...5, in: store)
            let others = try await dead(6...6, code: "timeout", action: "other", in: store)
            let all = try await store.deadRuns(matching: DeadQuery())
            #expect(Set(all.runs.map(\.run.id)) == Set((runs + others).map(\.runID)))
            #expect(all.next == nil)
            let webhooks = try await store.deadRuns(matching: DeadQuery(filter: DeadFilter(action: "webhook")))
            #expect(webhooks.runs.map(\.run.id) == runs.reversed().map(\.runID))
            let timeouts = try await store.deadRuns(matching: DeadQuery(filter: DeadFilter(errorCode: "timeout")))
            #expect(timeouts.runs.map(\.run.id) == others.map(\.runID))
            let span = DeadFilter(action: "webhook", from: start + .seconds(1), to: start + .seconds(3))
            let inSpan = try await store.deadRuns(matching: DeadQuery(filter: span))
            #expect(inSpan.runs.map(\.run.id) == [runs[2], runs[1]].map(\.runID))
        }
    }

    @Test func theirPagesFollowOneAnotherWhileSomeAreTaken() async throws {
        try await withStore { store, _ in
            let runs = try await dead(1...25, in: store)
            var seen: [RunID] = []
            var query = DeadQuery(limit: 4)
            repeat {
                let page = try await store.deadRuns(matching: query)
                seen += page.runs.map(\.run.id)
                query.after = page.next
                if seen.count == 8 { _ = try await store.apply([.discard(seen[7]), .discard(seen[0])], now: start) }
            } while query.after != nil
            #expect(seen == runs.reversed().map(\.runID))
        }
    }

    @Test func oneThatIsPutBackRunsWithFreshAttemptsUnderTheSameKey() async throws {
        try await withStore { store, _ in
            let run = try await dead(1...1, in: store)[0]
            let later = start + .seconds(100)
            let results = try await store.apply([.redrive(run.runID), .redrive(run.runID)], now: later)
            #expect(results.map(\.answer) == [.redriven(run.taskID), .conflict(.notDead)])
            #expect(results[0].nextDue == DueTimes(waiting: later))
            #expect(try await store.deadRuns(matching: DeadQuery()).runs.isEmpty)
            let again = try await store.claimAll(now: later).runs[0]
            #expect(again.runID != run.runID)
            #expect(again.attempt == 1)
            #expect(again.idempotencyKey == run.idempotencyKey)
            _ = try await store.apply([.finished(again, at: later)], now: later)
            #expect(try await store.task(run.taskID)?.task.progress.status == .completed)
            let states = try await store.runs(matching: RunQuery(taskID: run.taskID))?.runs.map(\.state)
            #expect(states == [.succeeded, .redriven])
        }
    }

    @Test func puttingOneBackDoesNotKeepATaskThatIsYetToComeFromExpiring() async throws {
        try await withStore { store, _ in
            var new = task(1, runAt: start + .seconds(60))
            new.expiresAt = start + .seconds(120)
            try await store.create([new])
            let extra = RunID(high: 0x0197_0000_0000_7000, low: 0x8000_0000_0000_0001)
            _ = try await store.apply([.run(new.id, extra)], now: start)
            let run = try await store.claimAll().runs[0]
            _ = try await store.apply(
                [.finished(run, .rejected, error: RunError(code: "x", message: "no"))], now: start)
            #expect(try await store.apply([.redrive(run.runID)], now: start).map(\.answer) == [.redriven(new.id)])
            #expect(try await store.task(new.id)?.task.definition.expiresAt == new.expiresAt)
        }
    }

    @Test func oneThatIsDiscardedStaysInTheHistory() async throws {
        try await withStore { store, _ in
            let run = try await dead(1...1, in: store)[0]
            #expect(try await store.apply([.discard(run.runID)], now: start).map(\.answer) == [.done])
            #expect(try await store.deadRuns(matching: DeadQuery()).runs.isEmpty)
            #expect(
                try await store.apply([.discard(run.runID), .redrive(run.runID)], now: start).map(\.answer)
                    == [.conflict(.notDead), .conflict(.notDead)])
            let states = try await store.runs(matching: RunQuery(taskID: run.taskID))?.runs.map(\.state)
            #expect(states == [.discarded])
            #expect(try await store.task(run.taskID)?.task.progress.status == .failed)
        }
    }

    @Test func whatIsNotDeadIsLeftAsItIs() async throws {
        try await withStore { store, _ in
            try await store.create([task(1)])
            let run = try await store.claimAll().runs[0]
            let unknown = RunID(high: 0x0197_0000_0000_7000, low: 0x8000_0000_0000_0000)
            let results = try await store.apply([.redrive(run.runID), .discard(unknown)], now: start)
            #expect(results.map(\.answer) == [.conflict(.notDead), .notFound])
            #expect(try await store.task(task(1).id)?.task.progress.status == .running)
        }
    }

    @Test func allThatMatchArePutBackStepByStep() async throws {
        try await withStore { store, _ in
            _ = try await dead(1...7, in: store)
            _ = try await dead(8...9, action: "other", in: store)
            var query = DeadQuery(filter: DeadFilter(action: "webhook"), limit: 3)
            var changed = 0
            repeat {
                let page = try await store.deadRuns(matching: query)
                let (answer, results) = try await store.changeDead(query, to: .redrive, now: start)
                #expect(answer.refused == 0)
                #expect(results.count == answer.changed)
                changed += answer.changed
                query.after = page.next
            } while query.after != nil
            #expect(changed == 7)
            #expect(try await store.claimAll(waiting: 100).runs.count == 7)
            #expect(try await store.deadRuns(matching: DeadQuery()).runs.count == 2)
        }
    }
}
