import Recurrence
import TaskModel
import Testing
import Timekeeping
import TimekeepingTesting

@Suite struct TaskProgressTests {
    private let runAt = Timestamp(milliseconds: 1_700_000_000_000)
    private let now = Timestamp(milliseconds: 1_700_000_000_500)
    private let retry = RetryPolicy(maxAttempts: 2, backoff: .fixed, initialSeconds: 5, maxSeconds: 5, jitter: .none)

    private func running(attempt: Int) -> TaskProgress {
        TaskProgress(status: .running, runAt: runAt, dueAt: nil, attempt: attempt)
    }

    private func finish(
        _ outcome: RunResult.Outcome, attempt: Int, rule: Recurrence? = nil, now: Timestamp? = nil
    ) -> (run: RunState, task: TaskProgress) {
        var random = SeededGenerator.forTest()
        return running(attempt: attempt).finished(
            with: RunResult(outcome: outcome), retry: retry, rule: rule, now: now ?? self.now, using: &random)
    }

    @Test func successCompletesAOneOffTask() {
        let (run, task) = finish(.succeeded, attempt: 1)
        #expect(run == .succeeded)
        #expect(task == TaskProgress(status: .completed, runAt: runAt, dueAt: nil, attempt: 1))
    }

    @Test func aFailureWaitsForTheNextAttempt() {
        let (run, task) = finish(.failed, attempt: 1)
        #expect(run == .failed)
        #expect(task == TaskProgress(status: .scheduled, runAt: runAt, dueAt: now + .seconds(5), attempt: 2))
    }

    @Test func theLastFailureIsTheEnd() {
        let (run, task) = finish(.failed, attempt: 2)
        #expect(run == .dead)
        #expect(task.status == .failed)
    }

    @Test func aRejectionIsNotTriedAgain() {
        let (run, task) = finish(.rejected, attempt: 1)
        #expect(run == .dead)
        #expect(task.status == .failed)
    }

    @Test(arguments: [RunResult.Outcome.succeeded, .rejected])
    func aRecurringTaskGoesOnWhateverCameOfTheOccurrence(_ outcome: RunResult.Outcome) {
        let daily = Recurrence(.daily, anchor: runAt, zone: .utc)
        let (_, task) = finish(outcome, attempt: 2, rule: daily)
        let next = runAt + .seconds(86_400)
        #expect(task == TaskProgress(status: .scheduled, runAt: next, dueAt: next, attempt: 1))
    }

    @Test func occurrencesMissedMeanwhileAreNotMadeUpForOneByOne() {
        let daily = Recurrence(.daily, anchor: runAt, zone: .utc)
        let (_, task) = finish(.succeeded, attempt: 1, rule: daily, now: runAt + .seconds(86_400 * 10 + 1))
        #expect(task.runAt == runAt + .seconds(86_400 * 11))
    }

    @Test func aClockSetBackDoesNotRepeatAnOccurrence() {
        let daily = Recurrence(.daily, anchor: runAt, zone: .utc)
        let (_, task) = finish(.succeeded, attempt: 1, rule: daily, now: runAt - .seconds(86_400 * 3))
        #expect(task.runAt == runAt + .seconds(86_400))
    }

    @Test func aRecurrenceThatHasRunOutIsCompleted() {
        let end = Timestamp(milliseconds: 253_402_300_000_000)
        let daily = Recurrence(.daily, anchor: end, zone: .utc)
        var random = SeededGenerator.forTest()
        let (_, task) = TaskProgress(status: .running, runAt: end, dueAt: nil, attempt: 1).finished(
            with: RunResult(outcome: .succeeded), retry: retry, rule: daily, now: end, using: &random)
        #expect(task.status == .completed)
    }
}
