import JSON
import Messages
import Recurrence
import SQLiteStore
import Scheduler
import TaskModel
import Testing
import Timekeeping

@Suite struct TaskUpdateTests {
    private func changed(_ number: UInt64, _ edit: (inout TaskDefinition) -> Void) -> TaskDefinition {
        var new = task(number, runAt: start + .seconds(60))
        edit(&new)
        return new
    }

    @Test func aNewDefinitionKeepsTheTimes() async throws {
        try await withStore { store, _ in
            try await store.create([task(1, runAt: start + .seconds(60))])
            let update = TaskUpdate(
                task: changed(1) { task in
                    task.runAt = .latest
                    task.payload = RawJSON("[1]")
                    task.group = "ops"
                    task.tags = [TaskTag("red")].compactMap { $0 }
                    task.timeoutSeconds = 7
                }, times: .kept, revision: 1)
            let results = try await store.apply([.update(update), .update(update)], now: start)
            #expect(results.map(\.answer) == [.done, .conflict(.changed)])
            let found = try #require(try await store.task(task(1).id)).task
            #expect(found.revision == 2)
            #expect(found.definition.payload == RawJSON("[1]"))
            #expect(found.definition.runAt == start + .seconds(60))
            #expect(found.definition.timeoutSeconds == 7)
            #expect(found.progress.dueAt == start + .seconds(60))
            let tagged = try await store.tasks(matching: TaskQuery(TaskFilter(groups: ["ops"], tags: ["red"])))
            #expect(tagged.tasks.map(\.id) == [task(1).id])
        }
    }

    @Test func anotherTimeIsDispatched() async throws {
        try await withStore { store, _ in
            try await store.create([task(1, runAt: start + .seconds(3600))])
            let soon = changed(1) { $0.runAt = start + .seconds(5) }
            let results = try await store.apply(
                [.update(TaskUpdate(task: soon, times: .begun, revision: 1))], now: start)
            #expect(results[0].nextDue == DueTimes(fresh: start + .seconds(5)))
            #expect(results[0].action == "webhook")
            let claim = try await store.claimAll(now: start + .seconds(5))
            #expect(claim.runs.map(\.scheduledFor) == [start + .seconds(5)])
        }
    }

    @Test func anotherRecurrenceGoesOnFromThere() async throws {
        try await withStore { store, _ in
            var hourly = task(1, runAt: start)
            hourly.recurrence = RecurrenceRule(.hourly)
            try await store.create([hourly])
            let run = try await store.claimAll().runs[0]
            var daily = hourly
            daily.recurrence = RecurrenceRule(.daily)
            daily.runAt = start + .seconds(7200)
            _ = try await store.apply(
                [.update(TaskUpdate(task: daily, times: .begun, revision: 1))], now: start)
            // The run that was under way does not move the new schedule.
            _ = try await store.apply([.finished(run)], now: start + .seconds(1))
            #expect(try await store.claimAll(now: start + .seconds(7199)).runs.isEmpty)
            let next = try await store.claimAll(now: start + .seconds(7200)).runs
            #expect(next.map(\.scheduledFor) == [start + .seconds(7200)])
            _ = try await store.apply([.finished(next[0], at: start + .seconds(7201))], now: start + .seconds(7201))
            let progress = try #require(try await store.task(hourly.id)).task.progress
            #expect(progress.dueAt == start + .seconds(7200 + 86_400))
        }
    }

    @Test func whatHasEndedOrIsNamedLikeAnotherStays() async throws {
        try await withStore { store, _ in
            try await store.create([task(1), changed(2) { $0.name = TaskName("taken") }, changed(3) { _ in }])
            let run = try await store.claimAll(limit: 1).runs[0]
            _ = try await store.apply([.finished(run)], now: start)
            let results = try await store.apply(
                [
                    .update(TaskUpdate(task: task(1), times: .kept, revision: 1)),
                    .update(
                        TaskUpdate(
                            task: changed(3) { $0.name = TaskName("taken") }, times: .kept, revision: 1)),
                    .update(TaskUpdate(task: task(9), times: .kept, revision: 1)),
                ], now: start)
            #expect(results.map(\.answer) == [.conflict(.ended), .conflict(.nameTaken), .notFound])
        }
    }

    @Test func aRunBesideTheSchedule() async throws {
        try await withStore { store, _ in
            try await store.create([task(1, runAt: start + .seconds(3600)), task(2, runAt: start)])
            let runID = RunID(high: 0x0197_0000_0000_7000, low: 0x8000_0000_0000_0001)
            // Twice the same request: one run.
            let results = try await store.apply([.run(task(1).id, runID), .run(task(1).id, runID)], now: start)
            #expect(results.map(\.answer) == [.queued(runID), .queued(runID)])
            let claim = try await store.claimAll(limit: 0)
            #expect(claim.runs.map(\.runID) == [runID])
            #expect(claim.waited == 1)
            _ = try await store.apply([.finished(claim.runs[0])], now: start)
            let progress = try #require(try await store.task(task(1).id)).task.progress
            #expect(progress.status == .scheduled && progress.dueAt == start + .seconds(3600))
            // At the very time of an occurrence it has an idempotency key of its own.
            let other = RunID(high: 0x0197_0000_0000_7000, low: 0x8000_0000_0000_0002)
            _ = try await store.apply([.run(task(2).id, other)], now: start)
            #expect(Set(try await store.claimAll().runs.map(\.idempotencyKey)).count == 2)
        }
    }

    @Test func aTaskThatHasEndedOrIsPausedRunsWhenItIsTold() async throws {
        try await withStore { store, _ in
            try await store.create([task(1), task(2, runAt: start + .seconds(60))])
            _ = try await store.apply([.finished(try await store.claimAll().runs[0])], now: start)
            _ = try await store.apply([.pause(task(2).id)], now: start)
            let ids = (1...2).map { RunID(high: 0x0197_0000_0000_7000, low: 0x8000_0000_0000_0000 + UInt64($0)) }
            _ = try await store.apply([.run(task(1).id, ids[0]), .run(task(2).id, ids[1])], now: start)
            let runs = try await store.claimAll().runs
            #expect(Set(runs.map(\.runID)) == Set(ids))
            _ = try await store.apply(runs.map { RunReport.finished($0) }, now: start)
            #expect(try await store.task(task(1).id)?.task.progress.status == .completed)
            #expect(try await store.task(task(2).id)?.task.progress.status == .paused)
        }
    }

    @Test func theMostUrgentRunFirst() async throws {
        try await withStore { store, _ in
            let priorities = [3, 9, 0, 5, 9, 3]
            try await store.create(
                priorities.enumerated().map { index, priority in
                    var new = task(UInt64(index), runAt: start - .seconds(Int64(index)))
                    new.priority = TaskPriority(priority) ?? .standard
                    return new
                })
            let first = try await store.claimAll(limit: 3)
            #expect(first.runs.map(\.taskID) == [task(4), task(1), task(3)].map(\.id))
            #expect(first.nextDue.fresh == start - .seconds(5))
            let rest = try await store.claimAll(limit: 9)
            #expect(rest.runs.map(\.taskID) == [task(5), task(0), task(2)].map(\.id))
            // Retries keep the order, also one that is changed while it waits.
            let failed = (first.runs + rest.runs).map {
                RunReport.finished($0, .failed, error: RunError(code: "x", message: ""))
            }
            _ = try await store.apply(failed, now: start + .seconds(1))
            var urgent = task(2, runAt: start - .seconds(2))
            urgent.priority = TaskPriority(9) ?? .standard
            _ = try await store.apply(
                [.update(TaskUpdate(task: urgent, times: .kept, revision: 1))], now: start + .seconds(1))
            let again = try await store.claimAll(now: start + .seconds(60)).runs.map(\.taskID)
            #expect(Set(again.prefix(3)) == Set([task(4), task(1), task(2)].map(\.id)))
        }
    }

    @Test func togetherMeansAllOrNone() async throws {
        try await withStore { store, _ in
            let named = changed(1) { $0.name = TaskName("one") }
            let twice = changed(2) { $0.name = TaskName("one") }
            let refused = try await store.apply([.atomic([.create(named), .create(twice)])], now: start)
            #expect(refused.map(\.answer) == [.refused(at: 1, .nameTaken)])
            #expect(try await store.tasks(matching: TaskQuery()).tasks.isEmpty)
            let done = try await store.apply([.atomic([.create(named), .create(task(3))])], now: start)
            #expect(done.map(\.answer) == [.each([.done, .done])])
            #expect(done[0].parts.compactMap(\.nextDue.fresh).count == 2)
            #expect(try await store.tasks(matching: TaskQuery()).tasks.count == 2)
        }
    }

    @Test func whoeverIsForOtherGroupsFindsNothing() async throws {
        try await withStore { store, _ in
            try await store.create([changed(1) { $0.group = "a" }, changed(2) { $0.group = "b" }])
            let (one, two) = (task(1).id, task(2).id)
            let runID = RunID(high: 0x0197_0000_0000_7000, low: 0x8000_0000_0000_0001)
            let moved = changed(1) { $0.group = "b" }
            let results = try await store.apply(
                [
                    .scoped(["b"], .delete(one)), .scoped(["b"], .pause(one)), .scoped(["b"], .run(one, runID)),
                    .scoped(["a"], .update(TaskUpdate(task: moved, times: .kept, revision: 1))),
                    .scoped(["a"], .pause(one)), .scoped(["a", "b"], .delete(two)),
                ], now: start)
            #expect(results.map(\.answer) == [.notFound, .notFound, .notFound, .notFound, .done, .done])
        }
    }

    @Test func keysAreKept() async throws {
        try await withStore { store, _ in
            let key = AccessKey(
                id: AccessKeyID(high: 1, low: 1), name: "ci", hash: "ff", scopes: [.write], groups: ["a"],
                createdAt: start, expiresAt: start + .seconds(9))
            let other = AccessKey(
                id: AccessKeyID(high: 1, low: 2), name: "admin", hash: "fe", scopes: [.admin], createdAt: start)
            #expect(try await store.addKey(key))
            #expect(try await store.addKey(other))
            #expect(try await store.keys(noting: []) == [key, other])
            #expect(try await store.revokeKey(other.id, now: start + .seconds(1)))
            #expect(try await store.revokeKey(other.id, now: start + .seconds(2)))
            #expect(try await !store.revokeKey(AccessKeyID(high: 9, low: 9), now: start))
            let used = try await store.keys(noting: [KeyUse(id: key.id, at: start + .seconds(5))])
            #expect(used.map(\.lastUsedAt) == [start + .seconds(5), nil])
            #expect(used.map(\.revokedAt) == [nil, start + .seconds(1)])
        }
    }
}
