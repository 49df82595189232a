import TaskModel
import Testing
import Timekeeping

@testable import Scheduler

@Suite struct PublishTrackerTests {
    private let now = Timestamp(milliseconds: 1_781_103_600_000)

    private func reference(_ number: UInt64) -> RunReference {
        RunReference(taskID: TaskID(high: 0, low: number), runID: RunID(high: 1, low: number))
    }

    @Test func aConfirmedRunIsMarkedAfterAMoment() {
        var outbox = PublishTracker()
        outbox.publishing([reference(1).runID])
        #expect(outbox.markDue == nil)
        outbox.confirm(reference(1), now: now)
        #expect(outbox.markDue == now + PublishTracker.patience)
        #expect(outbox.contains(reference(1).runID))
        let marked = outbox.takeConfirmed()
        #expect(marked == [reference(1)])
        #expect(!outbox.contains(reference(1).runID))
        #expect(outbox.markDue == nil)
    }

    @Test func aRunWhoseResultIsInNeedsNoMark() {
        var outbox = PublishTracker()
        outbox.publishing([reference(1).runID, reference(2).runID])
        outbox.confirm(reference(1), now: now)
        outbox.remove(reference(1).runID)
        outbox.remove(reference(2).runID)
        outbox.confirm(reference(2), now: now)
        let marked = outbox.takeConfirmed()
        #expect(marked.isEmpty)
    }

    @Test func aClockThatIsSetBackDelaysNoMark() {
        var outbox = PublishTracker()
        outbox.publishing([reference(1).runID])
        outbox.confirm(reference(1), now: now)
        outbox.clockWentBack(by: .seconds(3600))
        #expect(outbox.markDue == now + PublishTracker.patience - .seconds(3600))
    }
}
