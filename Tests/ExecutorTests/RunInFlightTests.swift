import JSON
import Messages
import TaskModel
import Testing
import Timekeeping
import TimekeepingTesting

@testable import Executor

@Suite("A run in flight") struct RunInFlightTests {
    private let clock = ManualClock(now: Timestamp(milliseconds: 1_781_103_600_000))

    private func run() -> RunInFlight {
        let request = RunRequest(
            runID: RunID(high: 1, low: 1), taskID: TaskID(high: 1, low: 2), action: "a", payload: RawJSON("{}"),
            scheduledFor: clock.now(), attempt: 1, maxAttempts: 1, timeoutSeconds: 30)
        return RunInFlight(request: request, startedAt: clock.now(), uptime: clock.uptime())
    }

    @Test func `is not ended by a clock that is set`() {
        let run = run()
        clock.set(to: clock.now() + .seconds(3600))
        #expect(!run.isOverdue(uptime: clock.uptime()))
        #expect(!run.shouldAnnounce(uptime: clock.uptime()))
        clock.set(to: clock.now() - .seconds(7200))
        clock.advance(by: .seconds(31))
        #expect(!run.isOverdue(uptime: clock.uptime()))
        clock.advance(by: .seconds(1))
        #expect(run.isOverdue(uptime: clock.uptime()))
    }

    @Test func `is announced once, after a second`() {
        let run = run()
        clock.advance(by: .milliseconds(999))
        #expect(!run.shouldAnnounce(uptime: clock.uptime()))
        clock.advance(by: .milliseconds(1))
        #expect(run.shouldAnnounce(uptime: clock.uptime()))
        #expect(!run.shouldAnnounce(uptime: clock.uptime()))
    }
}
