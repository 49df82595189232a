import Recurrence
import TaskModel
import Testing
import Timekeeping
import TimekeepingTesting

/// Whatever happens to a task, in whatever order.
@Suite struct TaskProgressPropertyTests {
    private typealias Fixture = ProgressFixture

    @Test func itsPromisesHoldUnderAnySequenceOfEvents() {
        var random = SeededGenerator.forTest()
        for round in 0..<2_000 {
            let task = Fixture(Self.policy(using: &random), recurs: round % 4 != 0)
            var queued = 0
            var waiting = 0
            var claimed: [Timestamp] = []
            for _ in 0..<40 {
                let now = task.now + .seconds(.random(in: 0...200_000, using: &random))
                switch Int.random(in: 0..<7, using: &random) {
                case 0, 1:
                    guard !task.progress.isPaused, let due = task.progress.dueAt else { continue }
                    let claim = task.claim(at: max(now, due))
                    if let run = claim.run {
                        claimed.append(run)
                        queued += 1
                    }
                    if let skipped = claim.skipped { #expect(skipped.first <= skipped.last) }
                case 2, 3:
                    // Runs come to their ends in the order in which they were claimed; one that waits is claimed first.
                    guard !task.open.isEmpty else { continue }
                    if waiting > 0 {
                        guard !task.progress.isPaused else { continue }
                        #expect(task.claimWaiting(at: now))
                        (waiting, queued) = (waiting - 1, queued + 1)
                    }
                    let outcome: RunResult.Outcome = Bool.random(using: &random) ? .succeeded : .failed
                    let isCancelled = Int.random(in: 0..<5, using: &random) == 0
                    let end = task.finish(outcome, at: now, isCancelled: isCancelled)
                    if isCancelled { #expect(end.retryAt == nil && end.state != .dead) }
                    queued -= 1
                    if end.retryAt != nil { waiting += 1 }
                case 4:
                    guard waiting > 0 else { continue }
                    #expect(task.cancelWaiting(at: now).state == .cancelled)
                    waiting -= 1
                case 5:
                    let wasLive = task.progress.isLive
                    #expect(task.pause() == wasLive)
                default:
                    let wasLive = task.progress.isLive
                    #expect(task.resume(at: now) == wasLive)
                }
                #expect(task.progress.queued == queued)
                #expect(task.progress.waiting == waiting)
                Self.expectConsistent(task.progress)
            }
            #expect(zip(claimed, claimed.dropFirst()).allSatisfy { $0 < $1 }, "no occurrence runs twice")
            if round % 4 == 0 { #expect(claimed.count <= 1) }
        }
    }

    private static func expectConsistent(_ progress: TaskProgress) {
        let isOpen = progress.queued > 0 || progress.waiting > 0 || progress.dueAt != nil
        #expect(progress.isLive == isOpen, "\(progress)")
        switch progress.status {
        case .running: #expect(progress.queued > 0)
        case .paused: #expect(progress.isPaused && progress.queued == 0)
        case .scheduled: #expect(!progress.isPaused && progress.queued == 0)
        case .completed, .failed: #expect(!progress.isPaused)
        }
        #expect((progress.retryAt == nil) == (progress.waiting == 0))
    }

    private static func policy(using random: inout SeededGenerator) -> SchedulePolicy {
        SchedulePolicy(
            onMissed: SchedulePolicy.OnMissed.allCases.randomElement(using: &random)!,
            maxMissed: .random(in: 1...5, using: &random), graceSeconds: .random(in: 0...100_000, using: &random),
            overlap: SchedulePolicy.Overlap.allCases.randomElement(using: &random)!,
            onFailure: SchedulePolicy.OnFailure.allCases.randomElement(using: &random)!)
    }
}
