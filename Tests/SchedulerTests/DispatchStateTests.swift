import JSON
import Messages
import TaskModel
import Testing
import Timekeeping

@testable import Scheduler

@Suite struct DispatchStateTests {
    private let now = Timestamp(milliseconds: 1_781_103_600_000)

    private func state(window: Int = 10, mode: DispatchMode = .onTime) -> DispatchState {
        DispatchState(window: window, mode: mode)
    }

    private func claim(_ count: Int, waited: Int = 0, nextDue: Timestamp?) -> Claim {
        let run = RunRequest(
            runID: RunID(high: 0, low: 0), taskID: TaskID(high: 0, low: 0), action: "a", payload: RawJSON("{}"),
            scheduledFor: now, attempt: 1, maxAttempts: 1, timeoutSeconds: 30)
        return Claim(
            action: "a", runs: Array(repeating: run, count: count), waited: waited, skipped: 0,
            nextDue: DueTimes(fresh: nextDue))
    }

    /// A state whose action `a` is known to be routable.
    private func openState(window: Int = 10) -> DispatchState {
        var state = state(window: window)
        state.recordDue("a", DueTimes(fresh: now))
        _ = state.plan(now: now, limit: 1)
        state.recordClaim(claim(1, nextDue: nil), now: now)
        state.didRoute("a")
        state.recordEnd("a", OutstandingRuns(total: 1))
        return state
    }

    @Test func theFirstRunOfAnActionIsAProbe() {
        var state = state()
        state.recordDue("a", DueTimes(fresh: now))
        let plan1 = state.plan(now: now, limit: 100)
        #expect(plan1 == [ClaimPlan(action: "a", fresh: 1, horizon: now)])
        state.recordClaim(claim(1, nextDue: now), now: now)
        let plan2 = state.plan(now: now, limit: 100)
        #expect(plan2.isEmpty)
        #expect(state.nextWake(now: now) == nil)
        state.didRoute("a")
        let plan3 = state.plan(now: now, limit: 100)
        #expect(plan3 == [ClaimPlan(action: "a", fresh: 9, horizon: now)])
    }

    @Test func theWindowBoundsWhatIsOutstanding() {
        var state = openState(window: 3)
        state.recordDue("a", DueTimes(fresh: now))
        let plan4 = state.plan(now: now, limit: 100)
        #expect(plan4.map(\.fresh) == [3])
        state.recordClaim(claim(3, nextDue: now), now: now)
        let plan5 = state.plan(now: now, limit: 100)
        #expect(plan5.isEmpty)
        #expect(state.nextWake(now: now) == nil)
        let madeRoom = state.recordEnd("a", OutstandingRuns(total: 1))
        #expect(madeRoom)
        let plan6 = state.plan(now: now, limit: 100)
        #expect(plan6.map(\.fresh) == [1])
    }

    @Test func nothingIsClaimedBeforeItsTime() {
        var state = openState()
        state.recordDue("a", DueTimes(fresh: now + .milliseconds(1)))
        let plan7 = state.plan(now: now, limit: 100)
        #expect(plan7.isEmpty)
        #expect(state.nextWake(now: now) == now + .milliseconds(1))
    }

    @Test func aTaskCreatedWhileAClaimIsReadIsNotForgotten() {
        var state = openState()
        state.recordDue("a", DueTimes(fresh: now))
        _ = state.plan(now: now, limit: 100)
        state.recordDue("a", DueTimes(fresh: now + .seconds(1)))
        // The claim was read before that task was committed.
        state.recordClaim(claim(1, nextDue: now + .seconds(60)), now: now)
        #expect(state.nextWake(now: now) == now + .seconds(1))
    }

    @Test func theLongestWaitingActionGoesFirst() {
        var state = state()
        state.recordDue("a", DueTimes(fresh: now - .seconds(1)))
        state.recordDue("b", DueTimes(fresh: now - .seconds(2)))
        let plan8 = state.plan(now: now, limit: 1)
        #expect(plan8.map(\.action) == ["b"])
    }

    @Test func anUnroutableActionIsProbedWithGrowingPauses() {
        var state = state()
        state.recordDue("a", DueTimes(fresh: now))
        var time = now
        var pauses: [Duration] = []
        for _ in 0..<6 {
            let plan9 = state.plan(now: time, limit: 100)
            #expect(plan9.map(\.fresh) == [1])
            state.recordClaim(claim(1, nextDue: nil), now: now)
            state.didFailToRoute("a", now: time)
            state.recordEnd("a", OutstandingRuns(total: 1))
            state.recordDue("a", DueTimes(fresh: now))
            let reason = state.waitingReason(of: "a", dueAt: now)
            #expect(reason?.reason == "no_consumer")
            #expect(reason?.since == now)
            let wake = state.nextWake(now: time) ?? .latest
            pauses.append(wake.duration(since: time))
            let plan10 = state.plan(now: time, limit: 100)
            #expect(plan10.isEmpty)
            time = wake
        }
        #expect(pauses == [.milliseconds(500), .seconds(1), .seconds(2), .seconds(4), .seconds(4), .seconds(4)])
        _ = state.plan(now: time, limit: 100)
        state.recordClaim(claim(1, nextDue: now), now: now)
        state.didRoute("a")
        #expect(state.waitingReason(of: "a", dueAt: now) == nil)
        let plan11 = state.plan(now: time, limit: 100)
        #expect(plan11.map(\.fresh) == [9])
    }

    @Test func aProbeWithoutAnAnswerIsRepeated() {
        var state = state()
        state.recordDue("a", DueTimes(fresh: now))
        _ = state.plan(now: now, limit: 100)
        state.recordClaim(claim(1, nextDue: now), now: now)
        state.recordUndecided("a")
        let plan12 = state.plan(now: now, limit: 100)
        #expect(plan12.map(\.fresh) == [1])
    }

    @Test func aFailedClaimIsMadeUpFor() {
        var state = openState()
        state.recordDue("a", DueTimes(fresh: now))
        let plans = state.plan(now: now, limit: 100)
        #expect(state.nextWake(now: now) == nil)
        state.didFailToClaim(plans)
        let plan13 = state.plan(now: now, limit: 100)
        #expect(plan13 == plans)
    }

    @Test func eachMinutePublishesOnTheTickOnly() {
        let minute = now.startOfNextMinute
        var state = state(mode: .eachMinute)
        state.recordDue("a", DueTimes(fresh: minute - .seconds(10)))
        let before = state.plan(now: minute - .milliseconds(1), limit: 100)
        #expect(before.isEmpty)
        #expect(state.nextWake(now: minute - .milliseconds(1)) == nil)
        state.beginTick(now: minute + .milliseconds(3))
        let onTick = state.plan(now: minute + .milliseconds(3), limit: 100)
        #expect(onTick == [ClaimPlan(action: "a", fresh: 1, horizon: minute, lateReason: .eachMinute)])
        state.recordClaim(claim(1, nextDue: minute + .milliseconds(1)), now: now)
        state.didRoute("a")
        let rest = state.plan(now: minute + .milliseconds(20), limit: 100)
        #expect(rest.isEmpty)
        // What comes in overdue after the tick waits for the next.
        state.recordDue("a", DueTimes(fresh: minute - .seconds(60)))
        let late = state.plan(now: minute + .milliseconds(30), limit: 100)
        #expect(late.isEmpty)
        #expect(state.nextWake(now: minute + .milliseconds(30)) == nil)
        state.beginTick(now: minute + .seconds(60))
        let next = state.plan(now: minute + .seconds(60), limit: 100)
        #expect(next.map(\.fresh) == [9])
    }

    @Test func retriesGetAQuarterAndNeverHoldUpWhatIsNew() {
        var state = openState(window: 100)
        state.recordDue("a", DueTimes(fresh: now, waiting: now - .seconds(60)))
        let both = state.plan(now: now, limit: 40)
        #expect(both.map(\.fresh) == [30])
        #expect(both.map(\.waiting) == [10])
        state.recordClaim(claim(40, waited: 10, nextDue: nil), now: now)
        // Alone, they may fill their quarter of the window and no more.
        state.recordDue("a", DueTimes(waiting: now))
        let alone = state.plan(now: now, limit: 100)
        #expect(alone.map(\.waiting) == [15])
        state.recordClaim(claim(15, waited: 15, nextDue: nil), now: now)
        state.recordDue("a", DueTimes(waiting: now))
        let full = state.plan(now: now, limit: 100)
        #expect(full.isEmpty)
        #expect(state.nextWake(now: now) == nil)
        state.recordDue("a", DueTimes(fresh: now))
        let fresh = state.plan(now: now, limit: 100)
        #expect(fresh.map(\.fresh) == [45])
        state.recordClaim(claim(0, nextDue: nil), now: now)
        let madeRoom = state.recordEnd("a", OutstandingRuns(total: 1, waited: 1))
        #expect(madeRoom)
        #expect(state.nextWake(now: now) == now)
    }

    @Test func whereThereIsRoomForOneTheOlderGoes() {
        var state = openState(window: 1)
        state.recordDue("a", DueTimes(fresh: now, waiting: now - .seconds(1)))
        let older = state.plan(now: now, limit: 100)
        #expect(older.map(\.waiting) == [1])
        #expect(older.map(\.fresh) == [0])
    }

    @Test func anActionWithBatchesOnTheirWayHoldsUpNoOther() {
        var state = openState()
        state.recordDue("a", DueTimes(fresh: now))
        state.recordDue("b", DueTimes(fresh: now))
        for _ in 0..<DispatchState.maximumBatchesPerAction { state.didStartBatch("a") }
        let plan = state.plan(now: now, limit: 100)
        #expect(plan.map(\.action) == ["b"])
        state.didEndBatch("a")
        let next = state.plan(now: now, limit: 100)
        #expect(next.map(\.action) == ["a"])
    }

    @Test func aClockSetBackDelaysNoProbe() {
        var state = state()
        state.recordDue("a", DueTimes(fresh: now))
        _ = state.plan(now: now, limit: 1)
        state.recordClaim(claim(1, nextDue: nil), now: now)
        state.didFailToRoute("a", now: now)
        state.recordEnd("a", OutstandingRuns(total: 1))
        let earlier = now - .seconds(3600)
        state.recordDue("a", DueTimes(waiting: earlier))
        state.clockWentBack(by: .seconds(3600))
        #expect(state.nextWake(now: earlier) == earlier + .milliseconds(500))
    }
}
