import TaskModel
import Testing
import Timekeeping

@Suite("What is known of past occurrences")
struct BackfillHistoryTests {
    private let noon = Timestamp(milliseconds: 1_781_103_600_000)

    /// In a pass that a clock ahead was set back for, an occurrence has a time a few milliseconds later.
    @Test(
        arguments: [
            (0, nil, true), (1, nil, false), (0, 1, true), (1, 1, true), (2, 1, false), (2, 3, true), (3, 3, true),
            (4, 3, false), (-1, 3, false), (999, 5000, true), (1000, 5000, false),
        ] as [(Int64, Int?, Bool)])
    func `an occurrence that ran in a later pass has run`(offset: Int64, passes: Int?, hasRun: Bool) {
        let passed = passes.map { PassedTimes(last: noon + .seconds(60), count: $0) }
        let history = BackfillHistory(
            known: [noon + .seconds(3600), noon + .milliseconds(offset), noon - .seconds(3600)], passed: passed)
        #expect(history.verdict(on: noon) == (hasRun ? .alreadyRun : .run))
        // What was never passed by a clock ahead has its own time.
        let later = BackfillHistory(known: [noon + .seconds(61) + .milliseconds(1)], passed: passed)
        #expect(later.verdict(on: noon + .seconds(61)) == .run)
    }
}
