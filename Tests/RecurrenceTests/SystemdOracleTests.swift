import Foundation
import Testing
import Timekeeping
import TimekeepingTesting

@testable import Recurrence

/// Calendar events against systemd-analyze: the examples of its manual, and random ones.
@Suite(
    .enabled(
        if: PythonOracle.interpreter != nil && FileManager.default.isExecutableFile(atPath: "/usr/bin/systemd-analyze"),
        "needs CARILLON_TEST_PYTHON, which make test sets, and systemd-analyze"))
struct SystemdOracleTests {
    private struct Question: Encodable, Sendable {
        var text: String
        var after: Int64
        var count = 5
    }

    private struct Answer: Decodable, Sendable {
        let times: [Int64]?
    }

    /// Examples of systemd.time(7), and similar ones.
    private static let examples = [
        "Sat,Thu,Mon..Wed,Sat..Sun", "Mon,Sun 12-*-* 2,1:23", "Wed *-1", "Wed..Wed,Wed *-1", "Wed, 17:48",
        "Wed..Sat,Tue 12-10-15 1:2:3", "*-*-7 0:0:0", "10-15", "monday *-12-* 17:00", "Mon,Fri *-*-3,1,2 *:30:45",
        "12,14,13,12:20,10,30", "mon,fri *-1/2-1,3 *:30:45", "03-05 08:05:40", "08:05:40", "05:40",
        "Sat,Sun 12-05 08:05:40", "Sat,Sun 08:05:40", "2003-03-05 05:40", "2003-03-05", "03-05", "hourly", "daily",
        "daily UTC", "monthly", "weekly", "yearly", "annually", "*:2/3", "quarterly", "semiannually", "minutely",
        "*-02~03", "Mon *-05~07/1", "Mon..Fri 10:00", "*-*-* 00/6:00", "*-*-1..7", "Sun *-*-1..7 02:00",
        "12:30 Asia/Kolkata",
        "*-*~3..5", "*-*~01", "2027..2030-*-1", "2026/2-6-1", "*-*-* *:*:0/20", "Mon-Wed", "Fri..Mon", "*", "12",
        "*:*/15",
        "10..5:00", "*-*-32", "*-0-1", "23:1/99", "2200-1-1", "Mon, Tue 12:00", "*-02-30", "UTC", "*-*~0", "*-*~29",
        "24:00",
        "12:60", "12:00:60", "1970-1-1", "99-1-1", "*-1/13-1", "biannually", "Mon..Tue..Wed", "Mon,,Tue", "*-*-",
        "-1-1",
    ]

    @Test func eventsAgreeWithSystemd() async throws {
        var rules = RandomRules(random: .forTest())
        let after = try Timestamp(rfc3339: "2026-01-01T00:00:00Z").milliseconds
        var questions = Self.examples.map { Question(text: $0, after: after) }
        questions += (0..<PythonOracle.rules / 5).map { _ in
            Question(text: event(&rules), after: after + Int64(rules.int(0...700)) * 86_400_000 + 37_000)
        }
        let answers = try await PythonOracle.answers(to: questions, by: "systemd.py", as: Answer.self)
        try #require(answers.count == questions.count)
        var (agreed, refused) = (0, 0)
        for (question, answer) in zip(questions, answers) {
            let found = times(question)
            #expect(found == answer.times, "\(question.text) after \(Timestamp(milliseconds: question.after).rfc3339)")
            if found == answer.times { agreed += 1 }
            if answer.times == nil { refused += 1 }
        }
        print("eventsAgreeWithSystemd: \(agreed) of \(questions.count), \(refused) of them refused")
        #expect(refused > 10 && refused < questions.count / 2)
    }

    /// - Returns: `nil` if the text is refused.
    private func times(_ question: Question) -> [Int64]? {
        guard let event = try? SystemdCalendar.parse(question.text) else { return nil }
        let rule = ZonedRule(rule: .calendar(event.rule), zone: event.zone ?? .utc, gap: .forward, overlap: nil)
        var (times, last, budget) = ([Int64](), Timestamp(milliseconds: question.after), SearchBudget())
        while times.count < question.count, let next = rule.next(after: last, &budget) {
            times.append(next.at.milliseconds)
            last = next.at
        }
        return times
    }

    private func event(_ rules: inout RandomRules) -> String {
        var parts: [String] = []
        let days = ["Mon", "tue", "WED", "Thursday", "Fri", "Sat", "sunday"]
        if rules.chance(0.4) {
            parts.append(
                (0..<rules.int(1...3)).map { _ in
                    let ends = [rules.int(0...6), rules.int(0...6)].sorted()
                    return ends[0] < ends[1] && rules.chance(0.5)
                        ? "\(days[ends[0]])..\(days[ends[1]])" : days[ends[0]]
                }.joined(separator: ","))
        }
        if rules.chance(0.6) {
            let isFromEnd = rules.chance(0.2)
            let date =
                // For days from the end, systemd reduces the allowed maximum by three for each further element of the
                // list.
                chain(1...12, any: 0.5, &rules) + (isFromEnd ? "~" : "-")
                + chain(isFromEnd ? 1...25 : 1...31, any: 0.3, &rules)
            parts.append((rules.chance(0.7) ? chain(2024...2040, any: 0.7, &rules) + "-" : "") + date)
        }
        if parts.isEmpty || rules.chance(0.7) {
            parts.append(
                chain(0...23, any: 0.3, &rules) + ":" + chain(0...59, any: 0.1, &rules)
                    + (rules.chance(0.5) ? ":" + chain(0...59, any: 0.1, &rules) : ""))
        }
        if rules.chance(0.2) { parts.append(rules.pick(["UTC", "Asia/Kolkata", "Africa/Lagos", "Asia/Tokyo"])) }
        return parts.joined(separator: " ")
    }

    private func chain(_ range: ClosedRange<Int>, any: Double, _ rules: inout RandomRules) -> String {
        if rules.chance(any) { return "*" }
        return (0..<rules.int(1...2)).map { _ in
            let ends = [rules.int(range), rules.int(range)].sorted()
            switch rules.int(0...3) {
            case 0 where ends[0] < ends[1]: return "\(ends[0])..\(ends[1])"
            case 1: return "\(ends[0])/\(rules.int(1...max(1, range.count / 3)))"
            case 2 where ends[0] < ends[1]: return "\(ends[0])..\(ends[1])/\(rules.int(1...max(1, ends[1] - ends[0])))"
            default: return "\(ends[0])"
            }
        }.joined(separator: ",")
    }
}
