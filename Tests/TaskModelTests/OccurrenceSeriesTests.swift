import Recurrence
import Testing
import Timekeeping
import TimekeepingTesting

@testable import TaskModel

@Suite struct OccurrenceSeriesTests {
    @Test func theLatestIsTheOneWhoseNextIsLater() throws {
        var random = SeededGenerator.forTest()
        for _ in 0..<3_000 {
            let anchor = Timestamp(milliseconds: .random(in: 1_500_000_000_000...1_900_000_000_000, using: &random))
            let zone = try #require(
                Zone(
                    identifier: ["UTC", "Europe/Berlin", "Australia/Lord_Howe"].randomElement(
                        using: &random)!))
            let frequency = try #require(Recurrence.Frequency.allCases.randomElement(using: &random))
            let createdAt = anchor + .seconds(.random(in: -10_000_000...100_000_000, using: &random))
            let recurrence = Recurrence(frequency, anchor: anchor, zone: zone)
            let first = try #require(recurrence.first)
            let passed = PassedTimes(
                last: anchor + .seconds(.random(in: -10_000_000...100_000_000, using: &random)),
                count: .random(in: 1...3, using: &random))
            let series = OccurrenceSeries(
                recurrence: recurrence, first: first, since: createdAt,
                passed: Bool.random(using: &random) ? passed : nil)
            let instant = anchor + .seconds(.random(in: -1_000_000...200_000_000, using: &random))
            guard let latest = series.latest(notAfter: instant) else {
                #expect(instant < first)
                continue
            }
            #expect(latest <= instant)
            #expect(latest == first || latest > createdAt)
            let next = try #require(series.next(after: latest))
            #expect(next > instant, "\(series) at \(instant): \(latest), \(next)")
            #expect(next > createdAt)
        }
    }
}
