import Messages
import TaskModel
import Testing
import Timekeeping

@testable import Scheduler

@Suite struct LostRunDetectorTests {
    private let now = Timestamp(milliseconds: 1_781_103_600_000)

    /// Runs with a timeout of 30 s, which are given up when they were absent in more than 7 looks, 10 s apart.
    private func runs(_ numbers: ClosedRange<UInt64>) -> [OutstandingRun] {
        numbers.map { number in
            let reference = RunReference(taskID: TaskID(high: 0, low: number), runID: RunID(high: 1, low: number))
            return OutstandingRun(reference: reference, publishedAt: now, hasStarted: false, timeoutSeconds: 30)
        }
    }

    private func found(_ ready: Int) -> QueueInspection { .found(QueueDepth(ready: ready, consumers: 1)) }

    @Test func whatTheQueueStillHasIsNotLost() {
        var watch = LostRunDetector()
        for _ in 0..<100 {
            let lost = watch.look(at: "a", found(3), runs: runs(1...3))
            #expect(lost.isEmpty)
        }
    }

    @Test func whatIsAbsentForLongerThanItMayTakeIsLost() {
        var watch = LostRunDetector()
        for _ in 0..<7 {
            let lost = watch.look(at: "a", found(2), runs: runs(1...3))
            #expect(lost.isEmpty)
        }
        // The oldest: the latest published are those that wait.
        let lost = watch.look(at: "a", found(2), runs: runs(1...3))
        #expect(lost == runs(1...1))
    }

    @Test func ofAQueueThatIsMissingEverythingIsAbsent() {
        var watch = LostRunDetector()
        var lost: [OutstandingRun] = []
        for _ in 0..<8 { lost += watch.look(at: "a", .missing, runs: runs(1...3)) }
        #expect(lost == runs(1...3))
    }

    @Test func aLookThatTellsNothingBeginsTheCountAnew() {
        var watch = LostRunDetector()
        for round in 0..<40 {
            let inspection = round % 7 == 6 ? QueueInspection.unknown(reason: "away") : found(0)
            let lost = watch.look(at: "a", inspection, runs: runs(1...3))
            #expect(lost.isEmpty)
        }
    }

    @Test func aRunThatComesBackToTheQueueBeginsAnew() {
        var watch = LostRunDetector()
        for round in 0..<40 {
            let lost = watch.look(at: "a", found(round % 7 == 6 ? 1 : 0), runs: runs(1...1))
            #expect(lost.isEmpty)
        }
    }

    @Test func actionsAreForgottenThatHaveNothingOutstanding() {
        var watch = LostRunDetector()
        for _ in 0..<7 { _ = watch.look(at: "a", found(0), runs: runs(1...1)) }
        watch.keep(["b"])
        let lost = watch.look(at: "a", found(0), runs: runs(1...1))
        #expect(lost.isEmpty)
    }
}
