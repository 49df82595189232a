import Foundation
import Testing
import Timekeeping
import TimekeepingTesting

@testable import Recurrence

/// Every change of the clocks from 2020 to 2037, and instants from 1850 to 2500, in every zone, against Python's
/// zoneinfo.
@Suite(.enabled(if: PythonOracle.interpreter != nil, "needs CARILLON_TEST_PYTHON, which make test sets"))
struct ZoneOracleTests {
    private struct History: Decodable {
        let zone: String
        let offset: Int
        /// The first millisecond with a new offset, and the seconds ahead of UTC before and after.
        let changes: [[Int64]]
        /// An instant, and the seconds ahead of UTC.
        let samples: [[Int64]]
    }

    private static func histories() throws -> [History] {
        try PythonOracle.ask([String](), "zones.py")
    }

    @Test func offsetsAgree() throws {
        var (zones, changes) = (0, 0)
        for history in try Self.histories() {
            // Abbreviations such as CET are not accepted.
            guard let zone = Zone(identifier: history.zone) else { continue }
            zones += 1
            #expect(zone.secondsAheadOfUTC(at: Timestamp(milliseconds: 1_577_836_800_000)) == history.offset)
            for change in history.changes {
                changes += 1
                let after = zone.secondsAheadOfUTC(at: Timestamp(milliseconds: change[0]))
                let before = zone.secondsAheadOfUTC(at: Timestamp(milliseconds: change[0] - 1))
                #expect(before == Int(change[1]), "\(history.zone) before \(change[0])")
                #expect(after == Int(change[2]), "\(history.zone) at \(change[0])")
            }
            for sample in history.samples {
                let offset = zone.secondsAheadOfUTC(at: Timestamp(milliseconds: sample[0]))
                #expect(offset == Int(sample[1]), "\(history.zone) at \(sample[0])")
            }
        }
        print("offsetsAgree: \(zones) zones, \(changes) changes")
        #expect(zones > 400 && changes > 5000)
    }

    /// Local times that a change skips or shows twice, with every policy.
    @Test func rulesAgreeAroundChanges() async throws {
        var rules = RandomRules(random: .forTest())
        let histories = try Self.histories().filter { !$0.changes.isEmpty && Zone(identifier: $0.zone) != nil }
        let questions = (0..<PythonOracle.rules / 2).map { _ in
            let history = rules.pick(histories)
            let change = rules.pick(history.changes)
            // From the local time before the change to the one after it, and a little around it.
            let ends = [change[0] + change[1] * 1000, change[0] + change[2] * 1000].sorted()
            let minute = 60_000 * (Int64(rules.int(-5...(Int((ends[1] - ends[0]) / 60_000) + 5))))
            let local = LocalDateTime(milliseconds: ends[0] + minute)
            let start = LocalDateTime(milliseconds: local.milliseconds - 86_400_000 * Int64(rules.int(20...400)))
            return RuleOracle.Question(
                kind: "cronsim", text: "\(local.minute) \(local.hour) * * *",
                start: String(start.description.prefix(19)), zone: history.zone,
                gap: rules.pick(GapPolicy.allCases).rawValue, overlap: rules.pick(ClockOverlap.allCases).rawValue,
                after: change[0] - Int64(rules.int(0...(2 * 86_400))) * 1000, count: 4)
        }
        let comparison = try await RuleOracle.compare(questions) { question in
            #"{"cron":"\#(question.text)","dst_gap":"\#(question.gap)","dst_overlap":"\#(question.overlap)"}"#
        }
        print("rulesAgreeAroundChanges: \(comparison.agreed), \(comparison.notes)")
        for disagreement in comparison.disagreements.prefix(5) { Issue.record("\(disagreement)") }
        #expect(comparison.disagreements.isEmpty)
        #expect(comparison.agreed > questions.count * 9 / 10)
        #expect(comparison.notes[.gap] ?? 0 > 50 && comparison.notes[.overlap] ?? 0 > 50)
    }

    /// Without options, rules around clock changes follow Debian's cron, as cronsim implements it. If clocks go
    /// forward, cronsim skips times that continue and moves fixed times; Carillon moves both, unless `dst_gap` is
    /// `skip`. The generated hours have no ranges, which continue in Carillon and not in cronsim. cronsim searches
    /// hours in steps of an hour, so it misses times if offsets or changes are not whole hours, or changes are within
    /// an hour: such zones are left out.
    @Test func cronKeepsPaceAsDebianDoes() async throws {
        var rules = RandomRules(random: .forTest())
        let histories = try Self.histories().filter { history in
            !history.changes.isEmpty && Zone(identifier: history.zone) != nil
                && history.changes.allSatisfy {
                    $0[0] % 3_600_000 == 0 && $0[1] % 3600 == 0 && $0[2] % 3600 == 0
                }
        }
        let questions = (0..<PythonOracle.rules / 2).map { _ in
            let history = rules.pick(histories)
            let change = rules.pick(history.changes)
            let hours = ["*", "*/2", "*/3", "\(rules.int(0...3))", "0,1,2,3", "2", "1", "*/4", "0,2"]
            let minutes = ["*", "*/5", "*/7", "0", "30", "\(rules.int(0...59))", "0,20,40", "10-20", "*/45"]
            let text = "\(rules.pick(minutes)) \(rules.pick(hours)) * * *"
            let isFixed = !text.contains("*/") && !text.hasPrefix("*") && text.split(separator: " ")[1] != "*"
            return RuleOracle.Question(
                kind: "debian", text: text, start: "2019-01-01T00:00:00", zone: history.zone,
                gap: isFixed ? "forward" : "skip", after: change[0] - Int64(rules.int(0...10_800)) * 1000, count: 40)
        }
        let comparison = try await RuleOracle.compare(questions) { question in
            #"{"cron":"\#(question.text)","dst_gap":"\#(question.gap)"}"#
        }
        print("cronKeepsPaceAsDebianDoes: \(comparison.agreed), \(comparison.notes), \(comparison.unknown)")
        for disagreement in comparison.disagreements.prefix(5) { Issue.record("\(disagreement)") }
        #expect(comparison.disagreements.isEmpty)
        #expect(comparison.agreed > questions.count * 9 / 10)
        #expect(comparison.notes[.overlap] ?? 0 > 50)
    }
}
