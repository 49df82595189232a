import Recurrence
import Testing
import Timekeeping

@testable import TaskModel

@Suite struct TaskProgressTests {
    private typealias Fixture = ProgressFixture

    @Test func aOneOffTaskRunsOnceAndIsOver() {
        let task = Fixture(recurs: false)
        #expect(task.claim(at: Fixture.time(30)) == OccurrenceClaim(run: Fixture.start))
        #expect(task.progress.status == .running)
        #expect(task.progress.dueAt == nil)
        #expect(task.finish(at: Fixture.time(30, 1)).state == .succeeded)
        #expect(task.progress.status == .completed)
        #expect(!task.progress.isLive)
    }

    @Test func aFailedAttemptWaitsAndTheLastOneIsDead() {
        let task = Fixture(recurs: false)
        _ = task.claim(at: Fixture.start)
        let first = task.finish(.failed, at: Fixture.time(0, 1))
        #expect(first == AttemptEnd(state: .failed, retryAt: Fixture.time(0, 6)))
        #expect(task.progress.status == .scheduled)
        #expect(task.progress.attempt == 2)
        #expect(task.progress.retryAt == Fixture.time(0, 6))
        #expect(task.claimWaiting(at: Fixture.time(0, 6)))
        #expect(task.progress.status == .running)
        #expect(task.finish(.failed, at: Fixture.time(0, 7)) == AttemptEnd(state: .dead))
        #expect(task.progress.status == .failed)
        #expect(task.progress.retryAt == nil)
    }

    @Test func aRejectedAttemptIsTheLast() {
        let task = Fixture(recurs: false)
        _ = task.claim(at: Fixture.start)
        #expect(task.finish(.rejected, at: Fixture.time(0, 1)) == AttemptEnd(state: .dead))
        #expect(task.progress.status == .failed)
    }

    @Test func anOccurrenceThatDiesDoesNotEndTheRecurrence() {
        let task = Fixture()
        _ = task.claim(at: Fixture.start)
        #expect(task.finish(.rejected, at: Fixture.time(0, 1)).state == .dead)
        #expect(task.progress.status == .scheduled)
        #expect(task.progress.dueAt == Fixture.time(1))
        #expect(task.progress.attempt == 1)
    }

    @Test func anOccurrenceThatDiesPausesItWhereThatIsWanted() {
        let task = Fixture(SchedulePolicy(onFailure: .pause))
        _ = task.claim(at: Fixture.start)
        task.finish(.rejected, at: Fixture.time(0, 1))
        #expect(task.progress.status == .paused)
        #expect(task.progress.dueAt == Fixture.time(1))
        #expect(task.resume(at: Fixture.time(0, 2)))
        #expect(task.progress.status == .scheduled)
    }

    @Test func aRunThatIsPutBackDoesNotMoveTheSchedule() {
        let task = Fixture()
        _ = task.claim(at: Fixture.start)
        task.progress.putBack(dueAt: Fixture.start)
        #expect(task.progress.status == .scheduled)
        #expect(task.progress.dueAt == nil)
        #expect(task.claimWaiting(at: Fixture.time(0, 3)))
        task.finish(at: Fixture.time(0, 4))
        #expect(task.progress.dueAt == Fixture.time(1))
        #expect(task.progress.queued == 0)
        #expect(task.progress.waiting == 0)
    }

    /// Found by simulation: the occurrences that overlapped with it, up to the last that there is, were skipped again.
    @Test func aRunThatIsPutBackAfterTheLastOccurrenceSkipsNothingAgain() throws {
        let task = ProgressFixture()
        task.rules.recurrence = try Recurrence(
            RecurrenceRule(storedText: #"{"word":"daily","until":"2026-06-13"}"#), anchor: ProgressFixture.start,
            zone: .utc)
        let run = try #require(task.claim(at: ProgressFixture.time(0)).run)
        #expect(task.finish(.rejected, at: ProgressFixture.time(5)).skipped?.count == 3)
        #expect(task.progress.status == .completed)
        task.progress.redrive(dueAt: ProgressFixture.time(6))
        task.open.append(Attempt(scheduledFor: run, number: 1, beganAt: ProgressFixture.time(6)))
        #expect(task.claimWaiting(at: ProgressFixture.time(6)))
        #expect(task.finish(at: ProgressFixture.time(7)).skipped == nil)
        #expect(task.progress.status == .completed)
    }

    @Test func aDeadRunThatIsPutBackHasFreshAttempts() {
        let task = Fixture(recurs: false)
        _ = task.claim(at: Fixture.start)
        task.finish(.rejected, at: Fixture.time(0, 1))
        task.progress.redrive(dueAt: Fixture.time(0, 9))
        #expect(task.progress.status == .scheduled)
        #expect(task.progress.attempt == 1)
        #expect(task.progress.retryAt == Fixture.time(0, 9))
        #expect(task.progress.isLive)
    }

    // MARK: - Missed

    @Test func withinItsGraceNothingIsMissed() {
        let task = Fixture(SchedulePolicy(onMissed: .skip, graceSeconds: 60))
        #expect(task.claim(at: Fixture.time(0, 60)) == OccurrenceClaim(run: Fixture.start))
    }

    @Test func oneRunStandsForAllThatWereMissed() {
        let task = Fixture()
        let claim = task.claim(at: Fixture.time(3, 3600))
        #expect(claim.run == Fixture.time(3))
        #expect(
            claim.skipped == SkippedOccurrences(.missed, first: Fixture.start, last: Fixture.time(2), count: 3))
        #expect(task.progress.runAt == Fixture.time(3))
        task.finish(at: Fixture.time(3, 3601))
        #expect(task.progress.dueAt == Fixture.time(4))
    }

    @Test func noneOfThoseThatWereMissedRuns() {
        let task = Fixture(SchedulePolicy(onMissed: .skip))
        let claim = task.claim(at: Fixture.time(3, 3600))
        #expect(claim.run == nil)
        #expect(
            claim.skipped == SkippedOccurrences(.missed, first: Fixture.start, last: Fixture.time(3), count: 4))
        #expect(task.progress.status == .scheduled)
        #expect(task.progress.dueAt == Fixture.time(4))
    }

    @Test func theLatestOfTheMissedRunsWhereItIsNotLate() {
        let task = Fixture(SchedulePolicy(onMissed: .skip))
        let claim = task.claim(at: Fixture.time(3, 30))
        #expect(claim.run == Fixture.time(3))
        #expect(claim.skipped?.count == 3)
    }

    @Test func eachOfTheMissedRunsAtAPaceUpToALimit() {
        let task = Fixture(SchedulePolicy(onMissed: .all, maxMissed: 3))
        let late = Fixture.time(5, 3600)
        let first = task.claim(at: late)
        #expect(first.run == Fixture.time(3))
        #expect(
            first.skipped == SkippedOccurrences(.missed, first: Fixture.start, last: Fixture.time(2), count: 3))
        var runs = [first.run]
        for _ in 0..<2 {
            task.finish(at: task.now + .milliseconds(10))
            let due = task.now + TaskProgress.catchUpPace
            #expect(task.progress.dueAt == due)
            let claim = task.claim(at: due)
            #expect(claim.skipped == nil)
            runs.append(claim.run)
        }
        task.finish(at: task.now + .milliseconds(10))
        #expect(runs == [Fixture.time(3), Fixture.time(4), Fixture.time(5)])
        #expect(task.progress.dueAt == Fixture.time(6))
        #expect(task.progress.catchUpUntil == nil)
    }

    @Test func aFirstTimeInThePastMissesNothing() {
        let task = Fixture(SchedulePolicy(onMissed: .all), createdAt: Fixture.time(10))
        #expect(task.claim(at: Fixture.time(10)) == OccurrenceClaim(run: Fixture.start))
        task.finish(at: Fixture.time(10, 1))
        #expect(task.progress.dueAt == Fixture.time(11))
    }

    // MARK: - Overlap

    @Test func whatComesDueMeanwhileIsSkipped() {
        let task = Fixture()
        _ = task.claim(at: Fixture.start)
        let end = task.finish(at: Fixture.time(2, 60))
        #expect(
            end.skipped == SkippedOccurrences(.overlap, first: Fixture.time(1), last: Fixture.time(2), count: 2))
        #expect(task.progress.dueAt == Fixture.time(3))
    }

    @Test func whatComesDueAfterTheRunButBeforeItsResultIsNoOverlap() {
        let task = Fixture()
        _ = task.claim(at: Fixture.start)
        let end = task.finish(at: Fixture.time(2, 60), finishedAt: Fixture.time(0, 5))
        #expect(end.skipped == nil)
        #expect(task.progress.dueAt == Fixture.time(1))
    }

    @Test func theLatestThatComesDueMeanwhileIsNext() {
        let task = Fixture(SchedulePolicy(overlap: .queueOne))
        _ = task.claim(at: Fixture.start)
        let end = task.finish(at: Fixture.time(3, 60))
        #expect(
            end.skipped == SkippedOccurrences(.overlap, first: Fixture.time(1), last: Fixture.time(2), count: 2))
        #expect(task.progress.dueAt == Fixture.time(3))
    }

    @Test func occurrencesRunSideBySide() {
        let task = Fixture(SchedulePolicy(overlap: .allow))
        _ = task.claim(at: Fixture.start)
        #expect(task.progress.dueAt == Fixture.time(1))
        #expect(task.claim(at: Fixture.time(1)).run == Fixture.time(1))
        #expect(task.progress.queued == 2)
        #expect(task.finish(at: Fixture.time(1, 5)).skipped == nil)
        #expect(task.progress.status == .running)
        #expect(task.progress.dueAt == Fixture.time(2))
        task.finish(at: Fixture.time(1, 6))
        #expect(task.progress.status == .scheduled)
    }

    // MARK: - Pause, expiry

    @Test func whatIsPausedStaysSoWhileItsRunGoesOn() {
        let task = Fixture()
        _ = task.claim(at: Fixture.start)
        #expect(task.pause())
        #expect(task.progress.status == .running)
        task.finish(at: Fixture.time(0, 1))
        #expect(task.progress.status == .paused)
        #expect(task.resume(at: Fixture.time(0, 2)))
        #expect(task.progress.status == .scheduled)
    }

    @Test func whatIsOverIsNeitherPausedNorResumed() {
        let task = Fixture(recurs: false)
        _ = task.claim(at: Fixture.start)
        task.finish(at: Fixture.time(0, 1))
        #expect(!task.pause())
        #expect(!task.resume(at: Fixture.time(0, 2)))
        #expect(task.progress.status == .completed)
    }

    @Test func aRetryThatWaitedThroughAPauseIsDueAtOnce() {
        let task = Fixture(recurs: false)
        _ = task.claim(at: Fixture.start)
        task.finish(.failed, at: Fixture.time(0, 1))
        #expect(task.pause())
        #expect(task.progress.status == .paused)
        #expect(task.resume(at: Fixture.time(0, 100)))
        #expect(task.progress.retryAt == Fixture.time(0, 100))
    }

    @Test func afterItsExpiryNothingBegins() {
        let task = Fixture(recurs: false)
        task.rules.expiresAt = Fixture.time(0, 10)
        let claim = task.claim(at: Fixture.time(0, 10))
        #expect(claim.run == nil)
        #expect(claim.skipped?.reason == .expired)
        #expect(task.progress.status == .failed)
    }

    @Test func noAttemptIsMadeAfterItsExpiry() {
        let task = Fixture(recurs: false)
        task.rules.expiresAt = Fixture.time(0, 6)
        _ = task.claim(at: Fixture.start)
        #expect(task.finish(.failed, at: Fixture.time(0, 1)) == AttemptEnd(state: .dead))
        let other = Fixture(recurs: false)
        other.rules.expiresAt = Fixture.time(0, 7)
        _ = other.claim(at: Fixture.start)
        #expect(other.finish(.failed, at: Fixture.time(0, 1)).retryAt == Fixture.time(0, 6))
        #expect(!other.claimWaiting(at: Fixture.time(0, 7)))
        #expect(other.progress.status == .failed)
    }
}
