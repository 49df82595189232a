import JSON
import Messages
import TaskModel
import Testing
import Timekeeping

@testable import SQLiteStore
@testable import Scheduler

/// What has no room in its share waits in partitions, too, and a heap of it hides nothing.
@Suite struct FairShareStoreTests {
    private func payload(_ host: String) -> RawJSON {
        RawJSON(unchecked: Array("{\"data\":{},\"url\":\"http://\(host)/x\"}".utf8))
    }

    private func budget(_ share: FairShare, at now: Duration = .seconds(1)) -> LimitBudget {
        LimitBudget(LimitTracker(), shares: ["webhook": share], at: now)
    }

    private func plan(_ partitions: [LimitPartition: Int] = [:], limit: Int = 100, bothEnds: Bool = false)
        -> [ClaimPlan]
    {
        [
            ClaimPlan(
                action: "webhook", fresh: limit, waiting: limit, partitions: partitions, looksAtBothEnds: bothEnds,
                horizon: start)
        ]
    }

    @Test func `what is more than the share of a host waits in a partition of the host`() async throws {
        try await withStore { store, _ in
            let host = WebhookHost(host: "silent", port: nil)
            try await store.create(
                (1...20).map { task($0, payload: payload("silent")) } + [task(30, payload: payload("well"))])
            var share = FairShare(capacity: 256, window: 5000)
            let claim = try await store.claim(plan(), within: budget(share), now: start)[0]
            #expect(claim.runs.count == 8)
            // It may answer soon.
            #expect(claim.leftWaiting == 13)
            #expect(claim.moved == 0)
            #expect(claim.nextDue.fresh == start)
            #expect(Set(claim.flows.values) == [.host(host), .host(WebhookHost(host: "well", port: nil))])
            #expect(claim.limited.isEmpty)
            #expect(claim.partitions.isEmpty)
            share.begin(claim.flows, at: .zero)
            let moving = try await store.claim(plan(), within: budget(share), now: start)[0]
            #expect(moving.runs.isEmpty)
            #expect(moving.moved == 13)
            #expect(moving.partitions == [LimitPartition(host: host): DueTimes(fresh: start)])
            #expect(moving.nextDue == .none)
            share = FairShare(capacity: 256, window: 5000)
            let again = try await store.claim(
                plan([LimitPartition(host: host): 3]), within: budget(share), now: start + .seconds(5))[0]
            #expect(again.runs.count == 3)
            let run = try #require(again.runs.first)
            let runs = try #require(try await store.runs(matching: RunQuery(taskID: run.taskID)))
            #expect(runs.runs.map(\.lateReason) == [.fairShare])
            let outstanding = try await store.limitedRuns()
            #expect(outstanding.count == 11)
            #expect(outstanding.allSatisfy { $0.action == "webhook" && !$0.isLong })
        }
    }

    @Test func `hosts that nothing is known of wait together, and are told apart when there is room`() async throws {
        try await withStore { store, _ in
            try await store.create((1...30).map { task($0, payload: payload("h\($0)")) })
            var share = FairShare(capacity: 8, window: 5000)
            let claim = try await store.claim(plan(), within: budget(share), now: start)[0]
            #expect(claim.runs.count == 8)
            let partition = LimitPartition(isUnproven: true)
            #expect(claim.partitions == [partition: DueTimes(fresh: start)])
            #expect(try await store.backlog().map(\.partitions) == [[partition: DueTimes(fresh: start)]])
            share = FairShare(capacity: 100, window: 5000)
            let slow = Flow.host(WebhookHost(host: "h20", port: nil))
            for number in 0..<88 as Range<UInt64> { share.begin([RunID(high: 1, low: number): slow], at: .zero) }
            share.announceLong(RunID(high: 1, low: 0), at: .zero)
            let second = try await store.claim(plan([partition: 100]), within: budget(share), now: start)[0]
            #expect((6...11).contains(second.runs.count))
            #expect(second.partitions.keys.contains(LimitPartition(host: WebhookHost(host: "h20", port: nil))))
        }
    }

    @Test func `what became due last is found behind a heap that is held back`() async throws {
        try await withStore { store, _ in
            let heap = (1...2000).map {
                task($0, runAt: start - .seconds(9), payload: payload("silent"))
            }
            try await store.create(heap + [task(5000, payload: payload("well"))])
            var share = FairShare(capacity: 256, window: 5000)
            share.begin([RunID(high: 1, low: 0): .host(WebhookHost(host: "silent", port: nil))], at: .zero)
            let claim = try await store.claim(plan(limit: 60, bothEnds: true), within: budget(share), now: start)[0]
            #expect(claim.runs.map(\.taskID).contains(task(5000).id))
            #expect(claim.moved + claim.leftWaiting > 20)
        }
    }

    @Test func `a task of another action fills no window`() async throws {
        try await withStore { store, _ in
            let own = task(1, action: "greet")
            try await store.create([own, task(2, action: "greet")])
            var share = FairShare(capacity: 32, window: 32)
            for number in 0..<31 as Range<UInt64> {
                share.begin([RunID(high: 1, low: number): .task(own.id)], at: .zero)
            }
            let budget = LimitBudget(LimitTracker(), shares: ["greet": share], at: .zero)
            let plan = [ClaimPlan(action: "greet", fresh: 9, waiting: 9, horizon: start)]
            let claim = try await store.claim(plan, within: budget, now: start)[0]
            #expect(claim.runs.map(\.taskID) == [task(2).id])
            #expect(claim.partitions == [LimitPartition(task: own.id): DueTimes(fresh: start)])
            #expect(
                try await store.backlog().map(\.partitions) == [[LimitPartition(task: own.id): DueTimes(fresh: start)]])
        }
    }

    @Test func `partitions keep their texts`() {
        let host = WebhookHost(host: "example.com", port: 9000)
        for partition in [
            LimitPartition(isUnproven: true), LimitPartition(group: "g", isUnproven: true),
            LimitPartition(task: task(1).id),
            LimitPartition(group: "g", host: host),
        ] {
            #expect(LimitPartition(text: partition.text) == partition)
        }
        #expect(LimitPartition(text: "  nothing") == nil)
    }

    @Test(arguments: ["timeout", "connect_timeout"]) func `a run that times out tells of its host`(_ code: String)
        async throws
    {
        try await withStore { store, _ in
            try await store.create([task(1, payload: payload("silent")), task(2, action: "message")])
            let run = try #require(try await store.claimAll().runs.first)
            let event = RunReport.finished(
                run, .failed, error: RunError(code: code, message: "late"), at: start + .seconds(30), startedAt: start)
            let results = try await store.apply([event], now: start + .seconds(30))
            let end = try #require(results.first?.end)
            #expect(end.pressure?.isTimeout == true)
            #expect(end.pressure?.host.host == "silent")
            #expect(end.took == .seconds(30))
            #expect(end.shareEnd(after: .zero) == .timedOut)
            let other = try #require(try await store.claimAll("message").runs.first)
            let failed = RunReport.finished(other, .failed, error: RunError(code: code, message: "late"))
            #expect(try await store.apply([failed], now: start).first?.end?.pressure == nil)
        }
    }

    // MARK: - Deletion

    @Test(arguments: [true, false]) func `a deleted task's run is to be stopped`(_ isPublished: Bool) async throws {
        try await withStore { store, _ in
            try await store.create([task(1)])
            let run = try #require(try await store.claimAll().runs.first)
            if isPublished {
                try await store.markPublished([RunReference(taskID: run.taskID, runID: run.runID)], now: start)
            }
            let result = try #require(try await store.apply([.delete(run.taskID)], now: start).first)
            let told = RunCancellation(runID: run.runID, taskID: run.taskID, action: "webhook")
            #expect(result.cancellations == [told])
            #expect(result.released?.runs.total == (isPublished ? 0 : 1))
            #expect(result.released?.stopping == (isPublished ? [run.runID] : []))
            // The housekeeper says it again until there is a result.
            #expect(try await store.cancellations(after: nil, limit: 9) == (isPublished ? [told] : []))
            let results = try await store.apply([.finished(run, .rejected)], now: start)
            #expect((results.first?.end != nil) == isPublished)
            #expect(try await store.cancellations(after: nil, limit: 9).isEmpty)
        }
    }

    @Test func `tasks that are deleted together, or replaced by name, are stopped as well`() async throws {
        try await withStore { store, _ in
            var named = task(1, payload: payload("a"))
            named.name = TaskName("one")
            try await store.create([named, task(2)])
            let runs = try await store.claimAll().runs
            #expect(runs.count == 2)
            try await store.markPublished(runs.map { RunReference(taskID: $0.taskID, runID: $0.runID) }, now: start)
            var other = task(3, payload: payload("b"))
            other.name = named.name
            let replaced = try #require(try await store.apply([.put(other)], now: start).first)
            #expect(replaced.cancellations.map(\.taskID) == [named.id])
            let (_, results) = try await store.changeAll(TaskQuery(), to: .delete, now: start)
            #expect(results.flatMap(\.cancellations).map(\.taskID) == [task(2).id])
            #expect(try await store.cancellations(after: nil, limit: 9).count == 2)
        }
    }
}
