import JSON
import Messages
import Scheduler
import TaskModel
import Testing
import Timekeeping

@testable import SQLiteStore
@testable import Scheduler

@Suite struct LimitStoreTests {
    private let slow = RawJSON(#"{"url":"http://slow.example:9000/x"}"#)

    private func budget(_ name: String, _ most: Int) throws -> LimitBudget {
        var book = LimitTracker()
        let limit = RunLimit(
            name: try #require(LimitName(name)), maxConcurrent: most, perSecond: nil, updatedAt: start)
        book.reload([limit], outstanding: [], isStart: false, at: .zero)
        return LimitBudget(book, at: .zero)
    }

    private func plan(_ partitions: [LimitPartition: Int] = [:], limit: Int = 100) -> [ClaimPlan] {
        [ClaimPlan(action: "webhook", fresh: limit, waiting: limit, partitions: partitions, horizon: start)]
    }

    private func put(_ limit: RunLimit, in store: SQLiteTaskStore) async throws {
        let isSet = try await store.putLimit(limit)
        #expect(isSet)
    }

    @Test func limitsAreKept() async throws {
        try await withStore { store, _ in
            var limit = RunLimit(name: .group("billing"), maxConcurrent: 3, perSecond: nil, updatedAt: start)
            try await put(limit, in: store)
            limit.perSecond = 2.5
            limit.maxConcurrent = nil
            try await put(limit, in: store)
            #expect(try await store.limits() == [limit])
            let isDeleted = try await store.deleteLimit(limit.name)
            #expect(isDeleted)
            let isDeletedAgain = try await store.deleteLimit(limit.name)
            #expect(!isDeletedAgain)
            #expect(try await store.limits().isEmpty)
        }
    }

    @Test func whatHasNoRoomWaitsInItsLaneInOrderAndHoldsUpNothing() async throws {
        try await withStore { store, _ in
            let host = try #require(WebhookHost("slow.example:9000"))
            let partition = LimitPartition(host: host)
            let limited = (1...6).map { task($0, runAt: start - .seconds(60) + .seconds(Int64($0)), payload: slow) }
            try await store.create(limited + [task(9)])
            let room = try budget("host:slow.example", 2)
            let first = try await store.claim(plan(limit: 3), within: room, now: start)[0]
            // The common partition is looked at as far as was planned; the rest of it comes next.
            #expect(first.runs.map(\.taskID) == limited[..<2].map(\.id))
            #expect(first.limited == Dictionary(uniqueKeysWithValues: first.runs.map { ($0.runID, partition) }))
            #expect(first.partitions == [partition: DueTimes(fresh: limited[2].runAt)])
            #expect(first.nextDue.fresh == limited[3].runAt)
            let none = try budget("host:slow.example", 0)
            let second = try await store.claim(plan(), within: none, now: start)[0]
            #expect(second.runs.map(\.taskID) == [task(9).id])
            #expect(second.nextDue == .none)
            #expect(try await store.backlog().map(\.partitions) == [[partition: DueTimes(fresh: limited[2].runAt)]])
            let third = try await store.claim(plan([partition: 2]), within: room, now: start)[0]
            #expect(third.runs.map(\.taskID) == limited[2..<4].map(\.id))
            #expect(third.partitions == [partition: DueTimes(fresh: limited[4].runAt)])
            let runs = try #require(try await store.runs(matching: RunQuery(taskID: limited[2].id)))
            #expect(runs.runs.map(\.lateReason) == [.limited])
        }
    }

    @Test func theMostUrgentInALaneGoesFirst() async throws {
        try await withStore { store, _ in
            var urgent = task(2, payload: slow)
            urgent.priority = try #require(TaskPriority(9))
            try await store.create([task(1, runAt: start - .seconds(9), payload: slow), urgent])
            let partition = LimitPartition(host: WebhookHost("slow.example:9000"))
            _ = try await store.claim(plan(), within: try budget("host:slow.example:9000", 0), now: start)
            let claim = try await store.claim(
                plan([partition: 1]), within: try budget("host:slow.example:9000", 1), now: start)[0]
            #expect(claim.runs.map(\.taskID) == [urgent.id])
        }
    }

    @Test func retriesWaitInLanesToo() async throws {
        try await withStore { store, _ in
            var grouped = task(1)
            grouped.group = "billing"
            try await store.create([grouped])
            let run = try #require(try await store.claimAll().runs.first)
            _ = try await store.apply([.finished(run, .failed)], now: start + .seconds(1))
            let partition = LimitPartition(group: "billing")
            let late = start + .seconds(60)
            let plan = [ClaimPlan(action: "webhook", fresh: 9, waiting: 9, horizon: late)]
            let none = try await store.claim(plan, within: try budget("group:billing", 0), now: late)[0]
            #expect(none.runs.isEmpty)
            #expect(none.partitions == [partition: DueTimes(waiting: start + .seconds(6))])
            let open = [ClaimPlan(action: "webhook", fresh: 9, waiting: 9, partitions: [partition: 1], horizon: late)]
            let claim = try await store.claim(open, within: try budget("group:billing", 1), now: late)[0]
            #expect(claim.runs.map(\.attempt) == [2])
            #expect(try await store.limitedRuns().map(\.group) == ["billing"])
        }
    }

    @Test func whatIsPausedOrChangedIsFoundAgain() async throws {
        try await withStore { store, _ in
            let ids = [task(1).id, task(2).id]
            try await store.create([task(1, payload: slow), task(2, payload: slow)])
            _ = try await store.claim(plan(), within: try budget("host:slow.example", 0), now: start)
            _ = try await store.apply([.pause(ids[0]), .resume(ids[0])], now: start)
            var changed = try #require(try await store.task(ids[1])).task.definition
            changed.payload = RawJSON(#"{"url":"http://fast.example/"}"#)
            let update = TaskUpdate(task: changed, times: .kept, revision: 1)
            let results = try await store.apply([.update(update)], now: start)
            #expect(results.map(\.nextDue.fresh) == [start])
            let claim = try await store.claim(plan(), within: try budget("host:slow.example", 1), now: start)[0]
            #expect(Set(claim.runs.map(\.taskID)) == Set(ids))
        }
    }

    @Test func aHostThatAsksForLessIsTold() async throws {
        try await withStore { store, _ in
            try await store.create([task(1, payload: slow), task(2, payload: slow)])
            let runs = try await store.claimAll().runs
            let busy = RunFinished(
                runID: runs[0].runID, taskID: runs[0].taskID, attempt: 1,
                result: RunResult(
                    outcome: .failed, output: RawJSON(#"{"status":503,"body":""}"#),
                    error: RunError(code: "http_status", message: ""), retryAfterSeconds: 7))
            var broken = busy
            broken.runID = runs[1].runID
            broken.taskID = runs[1].taskID
            broken.result.output = RawJSON(#"{"status":500,"body":""}"#)
            let ends = try await store.apply([.finished(busy), .finished(broken)], now: start).compactMap(\.end)
            #expect(
                ends.map(\.pressure) == [
                    Backpressure(host: WebhookHost(host: "slow.example", port: 9000), retryAfterSeconds: 7), nil,
                ])
        }
    }
}
