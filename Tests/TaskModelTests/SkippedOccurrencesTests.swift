import TaskModel
import Testing
import Timekeeping

@Suite struct SkippedOccurrencesTests {
    private let first = Timestamp(milliseconds: 1_781_103_600_000)

    @Test func theirErrorTellsHowManyAndWhy() {
        let one = SkippedOccurrences(.overlap, first: first, last: first, count: 1)
        #expect(one.error.code == "overlap")
        #expect(one.error.message == "this occurrence came due while the occurrence before was not over")
        let last = first + .seconds(86_400)
        let two = SkippedOccurrences(.missed, first: first, last: last, count: 2)
        let span = "from 2026-06-10T15:00:00.000Z to 2026-06-11T15:00:00.000Z"
        #expect(two.error.message == "2 occurrences \(span) came due while the scheduler was down or the task paused")
        let many = SkippedOccurrences(.missed, first: first, last: last, count: SkippedOccurrences.countLimit)
        #expect(many.error.message.hasPrefix("10000 or more occurrences \(span)"))
    }
}
