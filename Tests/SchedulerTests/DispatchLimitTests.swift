import JSON
import Messages
import TaskModel
import Testing
import Timekeeping

@testable import Scheduler

/// What the dispatcher makes of partitions.
@Suite struct DispatchLimitTests {
    private let now = Timestamp(milliseconds: 1_781_103_600_000)
    private let partition = LimitPartition(group: "billing")

    private func state(maxConcurrent: Int? = nil, perSecond: Double? = nil) -> DispatchState {
        var state = DispatchState(window: 10, mode: .onTime)
        state.limits.reload(
            [
                RunLimit(
                    name: .group("billing"), maxConcurrent: maxConcurrent, perSecond: perSecond, updatedAt: now)
            ], outstanding: [], isStart: false, at: .zero)
        state.recordDue("a", DueTimes(fresh: now))
        _ = state.plan(now: now, uptime: .zero, limit: 1)
        state.recordClaim(
            Claim(action: "a", runs: [run(0)], waited: 0, skipped: 0, nextDue: .none), now: now, uptime: .zero)
        state.didRoute("a")
        state.recordEnd("a", OutstandingRuns(total: 1))
        return state
    }

    private func run(_ number: UInt64) -> RunRequest {
        RunRequest(
            runID: RunID(high: 0, low: number), taskID: TaskID(high: 0, low: number), action: "a",
            payload: RawJSON("{}"), scheduledFor: now, attempt: 1, maxAttempts: 1, timeoutSeconds: 30)
    }

    @Test func aLaneWithoutRoomIsNotLookedAtAndHoldsUpNothing() {
        var state = state(maxConcurrent: 1)
        state.recordClaim(
            Claim(
                action: "a", runs: [run(1)], waited: 0, skipped: 0, nextDue: .none,
                partitions: [partition: DueTimes(fresh: now)], limited: [run(1).runID: partition]), now: now,
            uptime: .zero)
        #expect(state.plan(now: now, uptime: .zero, limit: 100).isEmpty)
        #expect(state.nextWake(now: now, uptime: .zero) == nil)
        state.recordDue("a", DueTimes(fresh: now))
        let plan = state.plan(now: now, uptime: .zero, limit: 100)
        #expect(plan.map(\.partitions) == [[:]])
        let reason = state.waitingReason(of: "a", group: "billing", flow: .task(.none), dueAt: now, uptime: .zero)
        #expect(reason?.reason == "limited")
        #expect(state.waitingReason(of: "a", group: "other", flow: .task(.none), dueAt: now, uptime: .zero) == nil)
        let madeRoom = state.recordEnd(run(1).runID, isDone: true, uptime: .zero)
        #expect(madeRoom)
        let next = state.plan(now: now, uptime: .zero, limit: 100)
        #expect(next.map(\.partitions) == [[partition: 1]])
    }

    @Test func aPacedLaneIsLookedAtWhenItOpens() {
        var state = state(perSecond: 10)
        state.recordClaim(
            Claim(
                action: "a", runs: [run(1)], waited: 0, skipped: 0, nextDue: .none,
                partitions: [partition: DueTimes(fresh: now)], limited: [run(1).runID: partition]), now: now,
            uptime: .zero)
        #expect(state.nextWake(now: now, uptime: .zero) == now + .milliseconds(101))
        #expect(state.plan(now: now + .milliseconds(50), uptime: .milliseconds(50), limit: 9).isEmpty)
        let later = now + .milliseconds(101)
        let plan = state.plan(now: later, uptime: .milliseconds(101), limit: 9)
        #expect(plan.map(\.partitions) == [[partition: 1]])
        // Until the claim is back, nothing is known of the partition.
        #expect(state.plan(now: later, uptime: .milliseconds(101), limit: 9).isEmpty)
        state.didFailToClaim(plan)
        #expect(state.plan(now: later, uptime: .milliseconds(101), limit: 9).map(\.partitions) == [[partition: 1]])
    }

    @Test func aTickLastsUntilLimitsHaveLetEverythingThrough() {
        var state = DispatchState(window: 10, mode: .eachMinute)
        state.limits.reload(
            [RunLimit(name: .group("billing"), maxConcurrent: nil, perSecond: 10, updatedAt: now)], outstanding: [],
            isStart: false, at: .zero)
        state.recordDue("a", DueTimes(fresh: now))
        state.beginTick(now: now)
        _ = state.plan(now: now, uptime: .zero, limit: 9)
        state.recordClaim(
            Claim(
                action: "a", runs: [run(1)], waited: 0, skipped: 0, nextDue: .none,
                partitions: [partition: DueTimes(fresh: now)], limited: [run(1).runID: partition]), now: now,
            uptime: .zero)
        state.didRoute("a")
        #expect(state.plan(now: now, uptime: .zero, limit: 9).isEmpty)
        #expect(state.nextWake(now: now, uptime: .zero) == now + .milliseconds(101))
        let later = now + .milliseconds(101)
        #expect(state.plan(now: later, uptime: .milliseconds(101), limit: 9).map(\.partitions) == [[partition: 1]])
        state.recordClaim(
            Claim(
                action: "a", runs: [run(2)], waited: 0, skipped: 0, nextDue: .none, partitions: [partition: .none],
                limited: [run(2).runID: partition]), now: later, uptime: .milliseconds(101))
        #expect(state.plan(now: later, uptime: .milliseconds(101), limit: 9).isEmpty)
        #expect(state.nextWake(now: later, uptime: .milliseconds(101)) == nil)
    }

    @Test func whatWaitsInALaneIsKnownAfterAStart() {
        var state = DispatchState(window: 10, mode: .onTime)
        state.load(
            [
                ActionBacklog(
                    action: "a", nextDue: .none, partitions: [partition: DueTimes(fresh: now)],
                    outstanding: OutstandingRuns())
            ], now: now)
        // Nobody has set the limit any more.
        #expect(state.plan(now: now, uptime: .zero, limit: 9).map(\.partitions) == [[partition: Int.max]])
    }
}
