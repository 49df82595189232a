import TaskModel
import Testing
import Timekeeping

@testable import Scheduler

@Suite struct DispatchStateTests {
    private let now = Timestamp(milliseconds: 1_781_103_600_000)

    private func state(window: Int = 10, mode: DispatchMode = .onTime) -> DispatchState {
        DispatchState(window: window, mode: mode)
    }

    /// A state whose action `a` is known to be routable.
    private func openState(window: Int = 10) -> DispatchState {
        var state = state(window: window)
        state.noteDue("a", at: now)
        _ = state.plan(now: now, limit: 1)
        state.noteClaimed("a", count: 1, nextDue: nil)
        state.noteRouted("a")
        state.noteEnded("a", count: 1)
        return state
    }

    @Test func theFirstRunOfAnActionIsAProbe() {
        var state = state()
        state.noteDue("a", at: now)
        let plan1 = state.plan(now: now, limit: 100)
        #expect(plan1 == [ClaimPlan(action: "a", limit: 1, horizon: now)])
        state.noteClaimed("a", count: 1, nextDue: now)
        let plan2 = state.plan(now: now, limit: 100)
        #expect(plan2.isEmpty)
        #expect(state.nextWake(now: now) == nil)
        state.noteRouted("a")
        let plan3 = state.plan(now: now, limit: 100)
        #expect(plan3 == [ClaimPlan(action: "a", limit: 9, horizon: now)])
    }

    @Test func theWindowBoundsWhatIsOutstanding() {
        var state = openState(window: 3)
        state.noteDue("a", at: now)
        let plan4 = state.plan(now: now, limit: 100)
        #expect(plan4.map(\.limit) == [3])
        state.noteClaimed("a", count: 3, nextDue: now)
        let plan5 = state.plan(now: now, limit: 100)
        #expect(plan5.isEmpty)
        #expect(state.nextWake(now: now) == nil)
        let madeRoom = state.noteEnded("a", count: 1)
        #expect(madeRoom)
        let plan6 = state.plan(now: now, limit: 100)
        #expect(plan6.map(\.limit) == [1])
    }

    @Test func nothingIsClaimedBeforeItsTime() {
        var state = openState()
        state.noteDue("a", at: now + .milliseconds(1))
        let plan7 = state.plan(now: now, limit: 100)
        #expect(plan7.isEmpty)
        #expect(state.nextWake(now: now) == now + .milliseconds(1))
    }

    @Test func aTaskCreatedWhileAClaimIsReadIsNotForgotten() {
        var state = openState()
        state.noteDue("a", at: now)
        _ = state.plan(now: now, limit: 100)
        state.noteDue("a", at: now + .seconds(1))
        // The claim was read before that task was committed.
        state.noteClaimed("a", count: 1, nextDue: now + .seconds(60))
        #expect(state.nextWake(now: now) == now + .seconds(1))
    }

    @Test func theLongestWaitingActionGoesFirst() {
        var state = state()
        state.noteDue("a", at: now - .seconds(1))
        state.noteDue("b", at: now - .seconds(2))
        let plan8 = state.plan(now: now, limit: 1)
        #expect(plan8.map(\.action) == ["b"])
    }

    @Test func anUnroutableActionIsProbedWithGrowingPauses() {
        var state = state()
        state.noteDue("a", at: now)
        var time = now
        var pauses: [Duration] = []
        for _ in 0..<6 {
            let plan9 = state.plan(now: time, limit: 100)
            #expect(plan9.map(\.limit) == [1])
            state.noteClaimed("a", count: 1, nextDue: nil)
            state.noteUnroutable("a", count: 1, dueAt: now, now: time)
            let reason = state.waitingReason(of: "a")
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
        state.noteClaimed("a", count: 1, nextDue: now)
        state.noteRouted("a")
        #expect(state.waitingReason(of: "a") == nil)
        let plan11 = state.plan(now: time, limit: 100)
        #expect(plan11.map(\.limit) == [9])
    }

    @Test func aProbeWithoutAnAnswerIsRepeated() {
        var state = state()
        state.noteDue("a", at: now)
        _ = state.plan(now: now, limit: 100)
        state.noteClaimed("a", count: 1, nextDue: now)
        state.noteUndecided("a")
        let plan12 = state.plan(now: now, limit: 100)
        #expect(plan12.map(\.limit) == [1])
    }

    @Test func aFailedClaimIsMadeUpFor() {
        var state = openState()
        state.noteDue("a", at: now)
        let plans = state.plan(now: now, limit: 100)
        #expect(state.nextWake(now: now) == nil)
        state.noteClaimFailed(plans)
        let plan13 = state.plan(now: now, limit: 100)
        #expect(plan13 == plans)
    }

    @Test func eachMinutePublishesOnTheTickOnly() {
        let minute = now.startOfNextMinute
        var state = state(mode: .eachMinute)
        state.noteDue("a", at: minute - .seconds(10))
        let before = state.plan(now: minute - .milliseconds(1), limit: 100)
        #expect(before.isEmpty)
        #expect(state.nextWake(now: minute - .milliseconds(1)) == nil)
        state.beginTick(now: minute + .milliseconds(3))
        let onTick = state.plan(now: minute + .milliseconds(3), limit: 100)
        #expect(onTick == [ClaimPlan(action: "a", limit: 1, horizon: minute)])
        state.noteClaimed("a", count: 1, nextDue: minute + .milliseconds(1))
        state.noteRouted("a")
        let rest = state.plan(now: minute + .milliseconds(20), limit: 100)
        #expect(rest.isEmpty)
        // What comes in overdue after the tick waits for the next.
        state.noteDue("a", at: minute - .seconds(60))
        let late = state.plan(now: minute + .milliseconds(30), limit: 100)
        #expect(late.isEmpty)
        #expect(state.nextWake(now: minute + .milliseconds(30)) == nil)
        state.beginTick(now: minute + .seconds(60))
        let next = state.plan(now: minute + .seconds(60), limit: 100)
        #expect(next.map(\.limit) == [9])
    }
}
