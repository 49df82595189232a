import Foundation
import Recurrence
import Testing
import Timekeeping
import TimekeepingTesting

/// Compares the words with a separate implementation in Python with zoneinfo.
@Suite struct WordOracleTests {
    @Test(.enabled(if: PythonOracle.interpreter != nil, "needs CARILLON_TEST_PYTHON, which make test sets"))
    func agreesWithPython() async throws {
        var random = SeededGenerator.forTest()
        let cases = try (0..<6_000).map { _ in try randomCase(using: &random) }
        let answers = try await ZoneinfoOracle.answers(to: cases)
        try #require(answers.count == cases.count)

        var (compared, shifted) = (0, 0)
        for (question, answer) in zip(cases, answers) where answer.unknown == nil {
            let zone = try #require(Zone(identifier: question.zone))
            let frequency = try #require(Recurrence.Frequency(rawValue: question.frequency))
            let recurrence = Recurrence(frequency, anchor: Timestamp(milliseconds: question.anchor), zone: zone)
            let next = recurrence.next(after: Timestamp(milliseconds: question.after))
            let expected = answer.next.map(Timestamp.init(milliseconds:))
            #expect(next == expected, "\(question)")
            compared += 1
            if let next, zone.local(of: next).millisecondOfDay != recurrence.localAnchor.millisecondOfDay {
                shifted += 1
            }
        }
        print("agreesWithPython: \(compared) compared, \(shifted) of them moved by a gap")
        #expect(compared >= 2_000)
        #expect(shifted >= 20, "too few gaps to show anything")
    }

    /// Half of the cases are random; the others have an anchor whose local time is within a change of the clocks, and
    /// search from shortly before the change.
    private func randomCase(using random: inout SeededGenerator) throws -> ZoneinfoOracle.Case {
        let isOdd = Bool.random(using: &random)
        let identifier = try #require(
            (isOdd ? Self.oddZones : TimeZone.knownTimeZoneIdentifiers).randomElement(using: &random))
        let zone = try #require(Zone(identifier: identifier))
        let frequency = try #require(Self.frequencies.randomElement(using: &random))
        // Before 1970 a zone may be a link to another in one build of the tz database, and have its own history in
        // another.
        let earliest: Int64 = isOdd ? -4_000_000_000_000 : 0
        let anchor = Int64.random(in: earliest...4_000_000_000_000, using: &random)
        let after = anchor + Int64.random(in: -100_000_000_000...2_000_000_000_000, using: &random)
        guard Bool.random(using: &random),
            let change = zone.firstChange(
                after: Timestamp(milliseconds: max(anchor, after)),
                until: Timestamp(milliseconds: max(anchor, after)) + .seconds(400 * 86_400))
        else {
            return .init(frequency: frequency.rawValue, zone: identifier, anchor: anchor, after: after)
        }
        // A local time between the times before and after the change, and the anchor some whole periods before it.
        let ends = [
            zone.local(of: change - .milliseconds(1)).milliseconds + 1, zone.local(of: change).milliseconds,
        ].sorted()
        let local = LocalDateTime(milliseconds: .random(in: ends[0] - 1...ends[1] + 1, using: &random))
        let day = LocalDateTime.millisecondsPerDay
        let start = zone.instant(of: firstLocal(of: frequency, through: local, notBefore: anchor, using: &random))
        let delay = Int64.random(in: -2 * day...day, using: &random)
        return .init(
            frequency: frequency.rawValue, zone: identifier, anchor: start.milliseconds,
            after: max(change.milliseconds + delay, start.milliseconds))
    }

    /// A local time from which the frequency leads to `local`, or close to it if the month is too short.
    private func firstLocal(
        of frequency: Recurrence.Frequency, through local: LocalDateTime, notBefore earliest: Int64,
        using random: inout SeededGenerator
    ) -> LocalDateTime {
        let day = LocalDateTime.millisecondsPerDay
        let days = Int64.random(in: 0...max(0, (local.milliseconds - earliest) / day), using: &random)
        switch frequency {
        case .daily: return LocalDateTime(milliseconds: local.milliseconds - days * day)
        case .weekly: return LocalDateTime(milliseconds: local.milliseconds - days / 7 * 7 * day)
        default:
            let date = LocalDateTime(milliseconds: local.milliseconds - days * day).date
            let sameDay = CivilDate(year: date.year, month: date.month, day: local.day) ?? date
            return LocalDateTime(date: sameDay, millisecondOfDay: local.millisecondOfDay)
        }
    }

    private static let frequencies: [Recurrence.Frequency] = [.daily, .weekly, .monthly, .yearly]

    /// Zones with all kinds of changes, whose history is the same in all builds of the tz database.
    private static let oddZones = [
        "Pacific/Apia", "Pacific/Kwajalein", "Australia/Lord_Howe", "Antarctica/Troll", "Europe/Dublin",
        "Europe/Berlin", "America/New_York", "America/St_Johns", "Africa/Casablanca", "Asia/Kathmandu", "Asia/Manila",
        "America/Juneau", "Africa/Monrovia", "Asia/Pyongyang", "Europe/Istanbul", "America/Caracas", "UTC",
    ]
}
