import TaskModel
import Testing
import Timekeeping

@Suite struct CancellingTests {
    private typealias Fixture = ProgressFixture

    @Test func aCancelledRunHasNoOtherAttempt() {
        let task = Fixture(recurs: false)
        _ = task.claim(at: Fixture.start)
        let end = task.finish(.failed, at: Fixture.time(0, 1), isCancelled: true)
        #expect(end.state == .cancelled)
        #expect(end.retryAt == nil)
        #expect(task.progress.status == .failed)
    }

    @Test func oneThatWasDoneBeforeItWasToldHasSucceeded() {
        let task = Fixture(recurs: false)
        _ = task.claim(at: Fixture.start)
        #expect(task.finish(at: Fixture.time(0, 1), isCancelled: true).state == .succeeded)
        #expect(task.progress.status == .completed)
    }

    @Test func aRecurringTaskGoesOnAndIsNotPaused() {
        let task = Fixture(SchedulePolicy(onFailure: .pause))
        _ = task.claim(at: Fixture.start)
        #expect(task.finish(.rejected, at: Fixture.time(0, 1), isCancelled: true).state == .cancelled)
        #expect(task.progress.status == .scheduled)
        #expect(task.progress.dueAt == Fixture.time(1))
    }

    @Test func whatWaitsForAnotherAttemptEnds() {
        let task = Fixture()
        _ = task.claim(at: Fixture.start)
        task.finish(.failed, at: Fixture.time(0, 1))
        #expect(task.progress.waiting == 1)
        #expect(task.cancelWaiting(at: Fixture.time(0, 2)).state == .cancelled)
        #expect(task.progress.status == .scheduled)
        #expect(task.progress.dueAt == Fixture.time(1))
        #expect(task.progress.retryAt == nil)
    }

    @Test func whatHasNotBegunEndsFailed() {
        let task = Fixture(recurs: false)
        task.progress.cancelOccurrence()
        #expect(task.progress.status == .failed)
        #expect(task.progress.dueAt == nil)
    }
}
