import Foundation
import Recurrence
import Testing
import Timekeeping
import TimekeepingTesting

@Suite struct RecurrenceTests {
    @Test(
        arguments: [
            // frequency, zone, anchor, after, the next three
            (
                .daily, "UTC", "2026-06-10T15:00:00Z", "2026-06-09T00:00:00Z",
                ["2026-06-10T15:00:00.000Z", "2026-06-11T15:00:00.000Z", "2026-06-12T15:00:00.000Z"]
            ),
            (
                .daily, "UTC", "2026-06-10T15:00:00.250Z", "2026-06-10T15:00:00.250Z",
                ["2026-06-11T15:00:00.250Z", "2026-06-12T15:00:00.250Z", "2026-06-13T15:00:00.250Z"]
            ),
            (
                .daily, "UTC", "2026-06-10T15:00:00Z", "2056-06-10T14:59:59.999Z",
                ["2056-06-10T15:00:00.000Z", "2056-06-11T15:00:00.000Z", "2056-06-12T15:00:00.000Z"]
            ),
            (
                .weekly, "UTC", "2026-12-30T15:00:00Z", "2026-12-30T15:00:00Z",
                ["2027-01-06T15:00:00.000Z", "2027-01-13T15:00:00.000Z", "2027-01-20T15:00:00.000Z"]
            ),
            // Months that are too short, and back to the 31st; leap years.
            (
                .monthly, "UTC", "2026-01-31T09:00:00Z", "2026-01-31T09:00:00Z",
                ["2026-02-28T09:00:00.000Z", "2026-03-31T09:00:00.000Z", "2026-04-30T09:00:00.000Z"]
            ),
            (
                .monthly, "UTC", "2026-01-30T09:00:00Z", "2028-01-30T09:00:00Z",
                ["2028-02-29T09:00:00.000Z", "2028-03-30T09:00:00.000Z", "2028-04-30T09:00:00.000Z"]
            ),
            (
                .monthly, "UTC", "2024-02-29T09:00:00Z", "2025-01-29T09:00:00Z",
                ["2025-02-28T09:00:00.000Z", "2025-03-29T09:00:00.000Z", "2025-04-29T09:00:00.000Z"]
            ),
            (
                .monthly, "UTC", "2026-11-15T00:00:00Z", "2026-11-15T00:00:00Z",
                ["2026-12-15T00:00:00.000Z", "2027-01-15T00:00:00.000Z", "2027-02-15T00:00:00.000Z"]
            ),
            // The day is the zone's: the 31st in Tokyo is still the 30th in UTC.
            (
                .monthly, "Asia/Tokyo", "2026-01-30T20:00:00Z", "2026-01-30T20:00:00Z",
                ["2026-02-27T20:00:00.000Z", "2026-03-30T20:00:00.000Z", "2026-04-29T20:00:00.000Z"]
            ),
            // Winter to summer, at the same local time; in the gap, at its end, and back.
            (
                .daily, "Europe/Berlin", "2026-03-01T08:00:00Z", "2026-03-27T08:00:00Z",
                ["2026-03-28T08:00:00.000Z", "2026-03-29T07:00:00.000Z", "2026-03-30T07:00:00.000Z"]
            ),
            (
                .daily, "Europe/Berlin", "2026-03-01T01:30:00Z", "2026-03-28T01:29:59Z",
                ["2026-03-28T01:30:00.000Z", "2026-03-29T01:00:00.000Z", "2026-03-30T00:30:00.000Z"]
            ),
            // Summer to winter: the first of the two, and not the second as well.
            (
                .daily, "Europe/Berlin", "2026-10-01T00:30:00Z", "2026-10-24T00:00:00Z",
                ["2026-10-24T00:30:00.000Z", "2026-10-25T00:30:00.000Z", "2026-10-26T01:30:00.000Z"]
            ),
            (
                .daily, "Europe/Berlin", "2026-10-01T00:30:00Z", "2026-10-25T01:15:00Z",
                ["2026-10-26T01:30:00.000Z", "2026-10-27T01:30:00.000Z", "2026-10-28T01:30:00.000Z"]
            ),
            // The anchor itself may be the second of the two.
            (
                .daily, "Europe/Berlin", "2026-10-25T01:30:00Z", "2026-10-25T00:00:00Z",
                ["2026-10-25T01:30:00.000Z", "2026-10-26T01:30:00.000Z", "2026-10-27T01:30:00.000Z"]
            ),
            (
                .weekly, "Australia/Lord_Howe", "2026-09-19T15:45:00Z", "2026-09-26T15:45:00Z",
                ["2026-10-03T15:30:00.000Z", "2026-10-10T15:15:00.000Z", "2026-10-17T15:15:00.000Z"]
            ),
            // Apia had no December 30, 2011. 09:00 on it is at the end of the gap; 00:00 is the same as 00:00 on the 31st.
            (
                .daily, "Pacific/Apia", "2011-12-01T19:00:00Z", "2011-12-29T19:00:00Z",
                ["2011-12-30T10:00:00.000Z", "2011-12-30T19:00:00.000Z", "2011-12-31T19:00:00.000Z"]
            ),
            (
                .daily, "Pacific/Apia", "2011-12-01T10:00:00Z", "2011-12-29T09:00:00Z",
                ["2011-12-29T10:00:00.000Z", "2011-12-30T10:00:00.000Z", "2011-12-31T10:00:00.000Z"]
            ),
            (
                .monthly, "Pacific/Apia", "2011-10-30T20:00:00Z", "2011-11-30T20:00:00Z",
                ["2011-12-30T10:00:00.000Z", "2012-01-29T20:00:00.000Z", "2012-02-28T20:00:00.000Z"]
            ),
            // The end of the calendar, which comes sooner or later than that of a zone's year 9999.
            (.daily, "UTC", "2026-06-10T15:00:00Z", "9999-12-30T15:00:00Z", ["9999-12-31T15:00:00.000Z"]),
            (.daily, "America/New_York", "2026-01-10T03:00:00Z", "9999-12-31T03:00:00Z", []),
            (.daily, "Asia/Tokyo", "2026-01-10T15:30:00Z", "9999-12-30T15:30:00Z", ["9999-12-31T15:30:00.000Z"]),
            (.monthly, "Asia/Tokyo", "2025-12-31T15:30:00Z", "9999-12-01T00:00:00Z", ["9999-12-31T15:30:00.000Z"]),
            (.weekly, "UTC", "9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.998Z", ["9999-12-31T23:59:59.999Z"]),
            (.monthly, "UTC", "9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z", []),
            (
                .monthly, "America/New_York", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z",
                ["0001-02-01T00:00:00.000Z", "0001-03-01T00:00:00.000Z", "0001-04-01T00:00:00.000Z"]
            ),
        ] as [(Recurrence.Frequency, String, String, String, [String])])
    func next(
        frequency: Recurrence.Frequency, zone: String, anchor: String, after: String, expected: [String]
    ) throws {
        let recurrence = Recurrence(
            frequency, anchor: try Timestamp(rfc3339: anchor), zone: try #require(Zone(identifier: zone)))
        var instant = try Timestamp(rfc3339: after)
        var occurrences: [String] = []
        while occurrences.count < 3, let next = recurrence.next(after: instant) {
            occurrences.append(next.rfc3339)
            instant = next
        }
        #expect(occurrences == expected)
    }

    @Test func aLocalAnchorKeepsATimeThatItsFirstDaySkips() throws {
        let berlin = try #require(Zone(identifier: "Europe/Berlin"))
        let recurrence = Recurrence(
            .daily, localAnchor: try LocalDateTime(parsing: "2026-03-29T02:30:00"), zone: berlin)
        #expect(recurrence.anchor.rfc3339 == "2026-03-29T01:00:00.000Z")
        #expect(recurrence.next(after: .earliest) == recurrence.anchor)
        #expect(recurrence.next(after: recurrence.anchor)?.rfc3339 == "2026-03-30T00:30:00.000Z")
    }

    /// The sequence of occurrences is that of the rules: each nominal local time in turn, resolved in the zone, and
    /// left out if it is not later than the one before.
    @Test func steppingGivesEveryNominalTimeOnce() throws {
        var random = SeededGenerator.forTest()
        for _ in 0..<400 {
            let recurrence = try randomRecurrence(using: &random)
            var last = recurrence.anchor
            #expect(recurrence.next(after: last - .milliseconds(1)) == last)
            for index in 1..<200 {
                let nominal = nominal(index, of: recurrence)
                let expected = recurrence.zone.instant(of: nominal)
                guard expected > last else { continue }
                let next = recurrence.next(after: last)
                guard next == expected else {
                    Issue.record("\(recurrence) after \(last): \(String(describing: next)), expected \(expected)")
                    break
                }
                last = expected
            }
        }
    }

    /// From any time between two occurrences, the next one is the second.
    @Test func anyInstantLeadsToTheOccurrenceThatFollows() throws {
        var random = SeededGenerator.forTest()
        for _ in 0..<5_000 {
            let recurrence = try randomRecurrence(using: &random)
            let far = recurrence.anchor + .seconds(Int64.random(in: 0...3_000_000_000, using: &random))
            let first = try #require(recurrence.next(after: far))
            let second = try #require(recurrence.next(after: first))
            #expect(first > far && second > first)
            let between = Timestamp(
                milliseconds: .random(in: first.milliseconds..<second.milliseconds, using: &random))
            #expect(recurrence.next(after: between) == second, "\(recurrence) \(between)")
            #expect(recurrence.next(after: first - .milliseconds(1)) == first, "\(recurrence) \(first)")
        }
    }

    /// An occurrence shows the anchor's time of day, unless the clocks skip it.
    @Test func localTimeIsKept() throws {
        var random = SeededGenerator.forTest()
        for _ in 0..<20_000 {
            let recurrence = try randomRecurrence(using: &random)
            let far = recurrence.anchor + .seconds(Int64.random(in: 0...3_000_000_000, using: &random))
            let next = try #require(recurrence.next(after: far))
            let local = recurrence.zone.local(of: next)
            guard local.millisecondOfDay != recurrence.localAnchor.millisecondOfDay else { continue }
            // Then it is the first instant after a gap.
            let skipped = LocalDateTime(milliseconds: local.milliseconds - 1)
            guard case .gap(_, after: next) = recurrence.zone.resolve(skipped) else {
                Issue.record("\(recurrence) after \(far): \(local)")
                continue
            }
        }
    }

    @Test func frequenciesAreNamedAsInTheAPI() {
        let names = ["hourly", "daily", "weekly", "monthly", "yearly", "weekdays"]
        #expect(Recurrence.Frequency.allCases.map(\.rawValue) == names)
    }

    private func randomRecurrence(using random: inout SeededGenerator) throws -> Recurrence {
        let identifier = try #require(TimeZone.knownTimeZoneIdentifiers.randomElement(using: &random))
        return Recurrence(
            try #require([.daily, .weekly, .monthly].randomElement(using: &random)),
            anchor: Timestamp(milliseconds: .random(in: -4_000_000_000_000...4_000_000_000_000, using: &random)),
            zone: try #require(Zone(identifier: identifier)))
    }

    /// The local time of occurrence number `index`, computed step by step from the anchor.
    private func nominal(_ index: Int, of recurrence: Recurrence) -> LocalDateTime {
        let start = recurrence.localAnchor
        switch recurrence.rule.frequency {
        case .daily, .weekly:
            let days = recurrence.rule.frequency == .daily ? index : 7 * index
            return LocalDateTime(
                date: CivilDate(daysSinceEpoch: start.date.daysSinceEpoch + days),
                millisecondOfDay: start.millisecondOfDay)
        default:
            var (year, month) = (start.year, start.month)
            for _ in 0..<index {
                (year, month) = month == 12 ? (year + 1, 1) : (year, month + 1)
            }
            var day = start.day
            while CivilDate(year: year, month: month, day: day) == nil { day -= 1 }
            return LocalDateTime(
                date: CivilDate(year: year, month: month, day: day) ?? start.date,
                millisecondOfDay: start.millisecondOfDay)
        }
    }
}
