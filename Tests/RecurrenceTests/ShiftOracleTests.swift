import JSON
import Testing
import Timekeeping
import TimekeepingTesting

@testable import Recurrence

/// Compares moves to working days with a simple implementation: all times of the rule, each moved separately, sorted
/// and without duplicates.
@Suite struct ShiftOracleTests {
    private static let zones = ["Europe/Berlin", "America/New_York", "Asia/Tehran", "Australia/Lord_Howe", "UTC"]

    /// A calendar of days, a weekend, and the direction.
    private struct Days {
        var weekend = [5, 6]
        var holidays: Set<Int> = []
        var step = 1

        init(_ random: inout RandomRules) {
            weekend = random.pick([[5, 6], [5, 6], [4, 5], [6], []])
            for _ in 0..<random.int(0...25) {
                let first = CivilDate.firstDay(ofYear: 2026) + random.int(-20...400)
                for day in first...first + random.pick([0, 0, 1, 4]) { holidays.insert(day) }
            }
            step = random.chance(0.5) ? 1 : -1
        }

        var entries: String {
            let days = holidays.sorted().map { #""\#(LocalDateTime.midnight($0).day10)""# }
            return "[\(days.joined(separator: ","))]"
        }

        var options: String {
            let names = weekend.map { #""\#(WorkingDayOptions.dayNames[$0])""# }.joined(separator: ",")
            return #""shift":"\#(step == 1 ? "next" : "previous")_working_day","#
                + #""working_days":{"weekend":[\#(names)],"calendar":"h"}"#
        }

        func moved(_ day: Int) -> Int {
            var day = day
            while weekend.contains(CivilDate.weekday(ofDay: day)) || holidays.contains(day) { day += step }
            return day
        }
    }

    /// A rule of fixed times, and whether it begins with its anchor.
    private func form(_ random: inout RandomRules) -> (fields: String, repeats: Bool) {
        let hours = random.pick(["9", "2", "23", "0,9", "6,18,20"])
        let minute = random.pick(["0", "30", "0,30"])
        switch random.int(0...8) {
        case 0: return (#""cron":"\#(minute) \#(hours) \#(random.list(1...31, atMost: 3)) * *""#, false)
        case 1: return (#""cron":"\#(minute) \#(hours) \#(random.pick(["*", "L", "15W"])) * 0,5,6""#, false)
        case 2:
            let days = random.signed(31, atMost: 3)
            return (#""rrule":"FREQ=MONTHLY;BYMONTHDAY=\#(days);BYHOUR=\#(hours);BYMINUTE=\#(minute)""#, true)
        case 3:
            let day = random.pick(["SU", "SA,SU", "MO,SA", "FR", "MO,TU,WE,TH,FR,SA,SU"])
            return (#""rrule":"FREQ=WEEKLY;BYDAY=\#(day);COUNT=\#(random.int(1...60));BYHOUR=\#(hours)""#, true)
        case 4: return (#""word":"\#(random.pick(["daily", "weekly", "monthly", "yearly", "weekdays"]))""#, true)
        case 5: return (#""every":"\#(random.pick(["P1M", "P2M", "P1Y", "P1MT36H"]))""#, true)
        case 6:
            let times = (0..<random.int(1...30)).map { _ in
                let day = LocalDateTime.midnight(CivilDate.firstDay(ofYear: 2026) + random.int(0...200)).day10
                return #""\#(day)T\#(random.pick(["02:30", "09:00", "17:00"])):00""#
            }
            return (#""at":[\#(times.joined(separator: ","))]"#, false)
        case 7:
            let text =
                #"DTSTART:20260103T023000\nRRULE:FREQ=WEEKLY;BYDAY=SA,SU,WE;UNTIL=20260901T023000\n"#
                + #"EXDATE:20260207T023000,20260329T023000\nRDATE:20260501T023000,20261010T091500"#
            // It begins at its own DTSTART.
            return (#""rrule":"\#(text)""#, false)
        default:
            let members = #"[{"cron":"30 2 1,15 * *"},{"cron":"0 9 * * 6"},{"cron":"0 9 31 * *"}]"#
            return (#""any_of":\#(members)"#, false)
        }
    }

    private func book(_ entries: String) throws -> CalendarBook {
        let calendar = try NamedCalendar(entries: RawJSON(validating: Array(entries.utf8)))
        return CalendarBook([CalendarName("h")!: calendar])
    }

    @Test func `moved times are those of the slow way, from wherever they are looked for`() throws {
        var random = RandomRules(random: .forTest())
        var (moves, collisions, gaps) = (0, 0, 0)
        for _ in 0..<300 {
            let (fields, repeats) = form(&random)
            let days = Days(&random)
            let zone = try #require(Zone(identifier: random.pick(Self.zones)))
            let start = try LocalDateTime(parsing: "2026-01-0\(random.int(1...9))T02:30:00")
            let skips = random.chance(0.2) && !fields.contains("EXDATE")
            let left = Set((0..<random.pick([0, 0, 3])).map { _ in start.dayNumber + random.int(0...200) })
            let until = random.chance(0.3) ? start.dayNumber + random.int(20...300) : nil
            var options = skips ? #","dst_gap":"skip""# : ""
            // The rule itself, on clocks without changes.
            let ownStart = repeats ? start : LocalDateTime(milliseconds: start.milliseconds - 60 * 86_400_000)
            let utcStart = Zone.utc.instant(of: ownStart)
            let unmoved = try Recurrence(rule("{\(fields)}"), anchor: utcStart, zone: .utc)
            let own = unmoved.occurrences(3500, after: utcStart - .milliseconds(1)).map { Zone.utc.local(of: $0.at) }
                .prefix { $0.dayNumber < start.dayNumber + 500 }

            let anchor = zone.instant(of: start)
            if let until { options += #","until":"\#(LocalDateTime.midnight(until).day10)""# }
            if !left.isEmpty {
                let list = left.sorted().map { #""\#(LocalDateTime.midnight($0).day10)""# }.joined(separator: ",")
                options += #","except":[\#(list)]"#
            }
            var expected: Set<Timestamp> = []
            for time in own {
                let day = days.moved(time.dayNumber)
                let local = LocalDateTime(
                    milliseconds: LocalDateTime.midnight(day).milliseconds + time.millisecondOfDay)
                guard !left.contains(day), !left.contains(time.dayNumber), day <= until ?? .max else { continue }
                if case .gap = zone.resolve(local) {
                    gaps += 1
                    if skips { continue }
                }
                if day != time.dayNumber { moves += 1 }
                let instant = zone.instant(of: local)
                if instant >= anchor, !expected.insert(instant).inserted { collisions += 1 }
            }
            // Times after the enumerated range are not compared.
            let end = zone.instant(of: .midnight(start.dayNumber + 440))
            let sorted = expected.sorted().filter { $0 < end }
            let json = "{\(fields),\(days.options)\(options)}"
            let shifted = try Recurrence(
                rule(json), anchor: anchor, localAnchor: start, zone: zone, calendars: book(days.entries))
            let found = shifted.occurrences(sorted.count + 1, after: anchor - .milliseconds(1)).map(\.at)
            #expect(found.filter { $0 < end } == sorted, "\(json) in \(zone.identifier), \(days.entries)")
            for _ in 0..<10 {
                let after = anchor + .milliseconds(Int64(random.int(0...400 * 86_400_000)))
                let next = shifted.next(after: after)
                #expect(
                    next.flatMap { $0 < end ? $0 : nil } == sorted.first { $0 > after },
                    "\(json) in \(zone.identifier) after \(after), \(days.entries)")
            }
            if let last = sorted.last { #expect(shifted.latest(notAfter: last) == last, "\(json)") }
        }
        #expect(moves > 1000 && collisions > 100 && gaps > 3)
    }
}
