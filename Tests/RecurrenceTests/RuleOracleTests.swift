import Foundation
import Testing
import Timekeeping
import TimekeepingTesting

@testable import Recurrence

/// Compares random rules with third-party implementations, in random zones and from random anchors.
@Suite(.enabled(if: PythonOracle.interpreter != nil, "needs CARILLON_TEST_PYTHON, which make test sets"))
struct RuleOracleTests {
    /// Zones with all kinds of changes, whose history is the same in all builds of the tz database.
    private static let zones = [
        "UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Antarctica/Troll", "Europe/Dublin",
        "America/St_Johns", "Asia/Kathmandu", "Pacific/Apia", "Africa/Cairo", "Asia/Tehran", "America/Santiago",
    ]

    @Test func rruleAgreesWithDateutil() async throws {
        var rules = RandomRules(random: .forTest())
        let questions = (0..<PythonOracle.rules / 2).map { _ in
            let (text, period) = rules.rrule()
            return Self.question("rrule", text, period: period, &rules)
        }
        let comparison = try await RuleOracle.compare(questions) { Self.json("rrule", $0) }
        Self.report(comparison, of: questions.count)
    }

    /// croniter combines day of month and day of week with OR if both are given, or with AND as an option. Syntax that
    /// it reads differently or not at all is left out: steps of `*` in the day fields, `5L` (croniter has `L5`),
    /// another day next to `MON#2`, `L` or `15W`, and steps in ranges that wrap around.
    @Test func cronAgreesWithCroniter() async throws {
        var rules = RandomRules(random: .forTest())
        let questions = (0..<PythonOracle.rules / 4).map { _ in
            let hasSeconds = rules.chance(0.2)
            let text = rules.cron(
                wraps: true, hasSeconds: hasSeconds, ofMonth: ["L", "15W", "1W", "31W"],
                ofWeek: ["MON#2", "5#5", "TUE#1"], alone: true)
            var question = Self.question("croniter", text, period: hasSeconds ? 600 : 86_400, &rules)
            question.dayMatch = rules.pick(["or", "and"])
            return question
        }
        let comparison = try await RuleOracle.compare(questions) { question in
            Self.json("cron", question, #","day_match":"\#(question.dayMatch ?? "or")""#)
        }
        Self.report(comparison, of: questions.count)
    }

    @Test func cronAgreesWithCronsim() async throws {
        var rules = RandomRules(random: .forTest())
        let questions = (0..<PythonOracle.rules / 4).map { _ in
            let hasSeconds = rules.chance(0.2)
            let text = rules.cron(
                wraps: false, hasSeconds: hasSeconds, ofMonth: ["L", "LW", "*/2", "*/7"],
                ofWeek: ["MON#2", "5#5", "5L", "FRI#1", "*/3"])
            return Self.question("cronsim", text, period: hasSeconds ? 600 : 86_400, &rules)
        }
        let comparison = try await RuleOracle.compare(questions) { Self.json("cron", $0) }
        Self.report(comparison, of: questions.count)
    }

    @Test func calendarDurationsAgreeWithDateutil() async throws {
        var rules = RandomRules(random: .forTest())
        let questions = (0..<PythonOracle.rules / 10).map { _ in
            let months = rules.int(1...30)
            var question = Self.question("every", "P\(months)M", period: months * 2_629_800, &rules)
            question.months = months
            return question
        }
        let comparison = try await RuleOracle.compare(questions) { Self.json("every", $0) }
        Self.report(comparison, of: questions.count)
        #expect(comparison.notes[.monthEnd] ?? 0 > 0, "no month was too short")
    }

    /// As a calendar program reads an iCalendar file, with its exceptions. Such a program moves times that the clocks
    /// skip by the length of the gap.
    @Test func rruleAgreesWithRecurringICalEvents() async throws {
        var rules = RandomRules(random: .forTest())
        let questions = (0..<PythonOracle.rules / 20).map { _ in
            let start = "2026-0\(rules.int(1...9))-1\(rules.int(0...9))T0\(rules.int(0...9)):30:00"
            let text = rules.pick([
                "FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,WE,SU", "FREQ=MONTHLY;BYDAY=-1SU", "FREQ=MONTHLY;BYMONTHDAY=29,-1",
                "FREQ=YEARLY;BYMONTH=3,10;BYDAY=-1SU", "FREQ=DAILY;INTERVAL=3",
            ])
            var question = RuleOracle.Question(
                kind: "ical", text: text, start: start, zone: rules.pick(["Europe/Berlin", "America/New_York"]),
                gap: "shift", after: 1_767_225_600_000 + Int64(rules.int(0...700)) * 86_400_000, count: 8)
            question.days = 120
            question.except = (0..<rules.int(0...3)).map { _ in
                "2026-\(rules.pick(["03-29", "10-25", "03-08", "11-01", "06-17"]))T\(start.suffix(8))"
            }
            return question
        }
        let comparison = try await RuleOracle.compare(questions) { question in
            let exceptions = (question.except ?? []).map { #""\#($0)""# }.joined(separator: ",")
            return Self.json("rrule", question, exceptions.isEmpty ? "" : #","except":[\#(exceptions)]"#)
        }
        Self.report(comparison, of: questions.count)
    }

    /// Rules with added and excluded times, as lines of a calendar file.
    @Test func setsAgreeWithDateutil() async throws {
        var rules = RandomRules(random: .forTest())
        let questions = (0..<PythonOracle.rules / 10).map { _ in
            let day = 10 + rules.int(0...9)
            func time() -> String { "202601\(day + rules.int(0...8))T0\(rules.int(7...9))0000" }
            let start = "202601\(day)T090000"
            let rule = rules.pick([
                "FREQ=DAILY;COUNT=8", "FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,WE,SU;COUNT=5",
                "FREQ=DAILY;BYHOUR=7,9;COUNT=9",
                "FREQ=MONTHLY;BYMONTHDAY=15,-1", "FREQ=HOURLY;INTERVAL=7;COUNT=20",
                "FREQ=DAILY;UNTIL=202601\(day + 6)T090000",
            ])
            var lines = ["DTSTART:\(start)", "RRULE:\(rule)"]
            for _ in 0..<rules.int(0...3) { lines.append("EXDATE:\(time()),202601\(day + rules.int(0...8))T090000") }
            for _ in 0..<rules.int(0...2) { lines.append("RDATE:\(time())") }
            if rules.chance(0.3) { lines.append("EXRULE:FREQ=DAILY;INTERVAL=3;COUNT=\(rules.int(1...4))") }
            return RuleOracle.Question(
                kind: "set", text: lines.joined(separator: "\n"), start: "2026-01-\(day)T09:00:00",
                zone: rules.pick(["UTC", "Europe/Berlin", "Asia/Kathmandu"]), after: 1_767_225_600_000, count: 25)
        }
        let comparison = try await RuleOracle.compare(questions) { question in
            #"{"rrule":"\#(question.text.replacing("\n", with: #"\n"#))"}"#
        }
        Self.report(comparison, of: questions.count)
    }

    // MARK: - Questions

    /// - Parameter period: the period of the rule in seconds. It limits the distance from the anchor, since oracles go
    ///   there step by step.
    private static func question(
        _ kind: String, _ text: String, period: Int, _ rules: inout RandomRules
    ) -> RuleOracle.Question {
        let year = rules.int(1997...2035)
        var day = CivilDate.firstDay(ofYear: year) + rules.int(0...364)
        // In the first week, dateutil counts positions from the start instead of the beginning of the week.
        if text.contains("FREQ=WEEKLY"), text.contains("BYSETPOS") {
            let names = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
            let weekStart = names.firstIndex { text.contains("WKST=\($0)") } ?? 0
            day -= (CivilDate.weekday(ofDay: day) - weekStart + 7) % 7
        }
        let start = LocalDateTime(
            date: CivilDate(daysSinceEpoch: day), millisecondOfDay: Int64(rules.int(0...86_399)) * 1000)
        let zone = rules.chance(0.3) ? "UTC" : rules.pick(zones)
        let reach = min(period * rules.pick([0, 5, 50, 300]), 60 * 31_557_600)
        let after = start.milliseconds - 86_400_000 + Int64(rules.int(0...(reach + 172_800))) * 1000
        return RuleOracle.Question(
            kind: kind, text: text, start: String(start.description.prefix(19)), zone: zone,
            gap: rules.pick(GapPolicy.allCases).rawValue, overlap: rules.pick(ClockOverlap.allCases).rawValue,
            after: after)
    }

    private static func json(_ form: String, _ question: RuleOracle.Question, _ more: String = "") -> String {
        #"{"\#(form)":"\#(question.text)","dst_gap":"\#(question.gap)","dst_overlap":"\#(question.overlap)"\#(more)}"#
    }

    private static func report(
        _ comparison: RuleOracle.Comparison, of count: Int, _ location: SourceLocation = #_sourceLocation
    ) {
        print("\(comparison.agreed) of \(count) agree; unknown \(comparison.unknown); \(comparison.notes)")
        for disagreement in comparison.disagreements.prefix(5) {
            Issue.record("\(disagreement)", sourceLocation: location)
        }
        #expect(comparison.disagreements.isEmpty, sourceLocation: location)
        // Most rules must have been compared.
        #expect(comparison.agreed > count * 3 / 4, sourceLocation: location)
    }
}
