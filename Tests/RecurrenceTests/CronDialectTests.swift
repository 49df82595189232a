import Testing
import Timekeeping

@testable import Recurrence

/// Cron expressions of other programs. In UTC, from 2026-01-01T00:00, a Thursday.
@Suite struct CronDialectTests {
    private func times(_ json: String, _ count: Int, seed: UInt64 = 0) throws -> [String] {
        try recurrence(json, from: "2026-01-01T00:00:00", seed: seed).localTimes(count)
    }

    /// The examples of Amazon's documentation, and similar ones. Sunday is 1.
    @Test(
        arguments: [
            ("cron(15 12 * * ? *)", ["2026-01-01 12:15", "2026-01-02 12:15"]),
            ("cron(0 18 ? * MON-FRI *)", ["2026-01-01 18:00", "2026-01-02 18:00", "2026-01-05 18:00"]),
            ("cron(0 18 ? * 2-6 *)", ["2026-01-01 18:00", "2026-01-02 18:00", "2026-01-05 18:00"]),
            ("cron(0 8 1 * ? *)", ["2026-01-01 08:00", "2026-02-01 08:00"]),
            ("cron(0/10 * ? * MON-FRI *)", ["2026-01-01 00:00", "2026-01-01 00:10"]),
            ("cron(0/5 8-17 ? * MON-FRI *)", ["2026-01-01 08:00", "2026-01-01 08:05"]),
            ("cron(0 9 ? * 2#1 *)", ["2026-01-05 09:00", "2026-02-02 09:00"]),
            ("cron(0 9 ? * 1 *)", ["2026-01-04 09:00", "2026-01-11 09:00"]),
            ("cron(0 9 ? * SUN,7 *)", ["2026-01-03 09:00", "2026-01-04 09:00"]),
            ("cron(0 10 L * ? *)", ["2026-01-31 10:00", "2026-02-28 10:00"]),
            ("cron(0 10 L-3 * ? *)", ["2026-01-28 10:00", "2026-02-25 10:00"]),
            ("cron(0 10 3W * ? *)", ["2026-01-02 10:00", "2026-02-03 10:00"]),
            ("cron(0 10 LW * ? *)", ["2026-01-30 10:00", "2026-02-27 10:00"]),
            ("cron(15 10 ? * 6L 2026-2027)", ["2026-01-30 10:15", "2026-02-27 10:15"]),
            ("cron(0 10 ? * L *)", ["2026-01-03 10:00", "2026-01-10 10:00"]),
            ("cron(0 10 ? * 6#3 2027/2)", ["2027-01-15 10:00", "2027-02-19 10:00"]),
            ("cron(0 0 1 1 ? 2030,2028)", ["2028-01-01 00:00", "2030-01-01 00:00"]),
            ("CRON(0 10 * * ? *) ", ["2026-01-01 10:00"]),
            ("rate(1 minute)", ["2026-01-01 00:00", "2026-01-01 00:01"]),
            ("rate(5 minutes)", ["2026-01-01 00:00", "2026-01-01 00:05"]),
            ("rate(2 days)", ["2026-01-01 00:00", "2026-01-03 00:00"]),
            ("at(2026-12-24T18:00:00)", ["2026-12-24 18:00"]),
        ])
    func eventBridgeMeansThis(_ text: String, _ expected: [String]) throws {
        #expect(try times(#""\#(text)""#, expected.count) == expected)
        #expect(try times(#"{"cron":"\#(text)"}"#, expected.count) == expected)
    }

    /// Expressions of Quartz with seconds and a question mark are read as before; a year is a seventh field.
    @Test(
        arguments: [
            ("0 0 12 ? * WED", ["2026-01-07 12:00", "2026-01-14 12:00"]),
            ("0 0 12 1 * ?", ["2026-01-01 12:00", "2026-02-01 12:00"]),
            ("0 0 12 ? * * 2027-2028", ["2027-01-01 12:00", "2027-01-02 12:00"]),
            ("0 15 10 L-3 * ? 2026", ["2026-01-28 10:15", "2026-02-25 10:15"]),
            ("0 0 0 29 2 ? *", ["2028-02-29 00:00", "2032-02-29 00:00"]),
            ("@every 90m", ["2026-01-01 00:00", "2026-01-01 01:30"]),
            ("@every 24h", ["2026-01-01 00:00", "2026-01-02 00:00"]),
            ("@every 1.5h", ["2026-01-01 00:00", "2026-01-01 01:30"]),
            ("@every 1h30m10.9s", ["2026-01-01 00:00", "2026-01-01 01:30", "2026-01-01 03:00"]),
            ("CRON_TZ=Asia/Kolkata 30 5 * * *", ["2026-01-01 00:00", "2026-01-02 00:00"]),
            ("TZ=UTC CRON_TZ", []), ("CRON_TZ=UTC @every 1h", ["2026-01-01 00:00", "2026-01-01 01:00"]),
            ("  CRON_TZ=Etc/GMT+5   0 19 31 12 *", ["2026-01-01 00:00"]),
            ("CRON_TZ=India Standard Time 30 5 * * *", ["2026-01-01 00:00", "2026-01-02 00:00"]),
            ("TZ=W. Europe Standard Time  @daily", ["2026-01-01 23:00"]), ("CRON_TZ=W. Europe Standard 0 9 * * *", []),
            // The line end of a text from a file.
            (#"30 5 * * *\n"#, ["2026-01-01 05:30"]), (#"@every 1h\r\n"#, ["2026-01-01 00:00"]),
            (#"30 5 * * *\n30 6 * * *"#, []),
        ])
    func othersMeanThis(_ text: String, _ expected: [String]) throws {
        guard !expected.isEmpty else {
            #expect(throws: RecurrenceError.self) { try times(#"{"cron":"\#(text)"}"#, 1) }
            return
        }
        // In UTC, whichever zone the text names.
        let found = try recurrence(#"{"cron":"\#(text)"}"#, from: "2026-01-01T00:00:00").occurrences(expected.count)
        #expect(found.map { String($0.at.rfc3339.prefix(16)).replacing("T", with: " ") } == expected)
    }

    /// A Go duration is in whole seconds, and at least one.
    @Test(arguments: [("500ms", 1), ("1500ms", 1), ("2.9s", 2), ("1m0.1s", 60), ("1us", 1), ("3µs", 1), ("2h", 7200)])
    func everyIsWholeSeconds(_ text: String, _ seconds: Int64) throws {
        #expect(try CronText.parse("@every \(text)", seed: 0).schedule == .interval(seconds * 1000))
    }

    /// `~` chooses like `H`: by the task, and always the same value.
    @Test func aRandomRangeIsStableByTask() throws {
        var minutes: Set<String> = []
        for seed in 0..<100 {
            let found = try times(#"{"cron":"10~39 ~ * * *"}"#, 3, seed: UInt64(seed))
            #expect(Set(found.map { $0.suffix(5) }).count == 1)
            let minute = try #require(Int(found[0].suffix(2)))
            #expect(10...39 ~= minute)
            minutes.insert(String(found[0].suffix(2)))
            let hash = try times(#"{"cron":"H(10-39) H * * *"}"#, 3, seed: UInt64(seed))
            #expect(hash == found)
            let steps = try times(#"{"cron":"~/20 3 * * *"}"#, 3, seed: UInt64(seed)).compactMap { Int($0.suffix(2)) }
            #expect(steps[0] < 20 && steps[1] == steps[0] + 20 && steps[2] == steps[0] + 40)
            let open = try #require(Int(try times(#"{"cron":"50~ 3 * * *"}"#, 1, seed: UInt64(seed))[0].suffix(2)))
            #expect(open >= 50)
        }
        #expect(minutes.count > 15)
        // A day that every month has, unless a range is given.
        #expect(
            try recurrence(#"{"cron":"0 0 ~ * *"}"#, from: "2026-01-01T00:00:00", seed: 3).occurrences(12).count == 12)
    }

    /// The cost is linear in the length of the text.
    @Test(arguments: [
        "0 0 1--100000000 * *", "0 0 1-100000000 * *", "*/100000000 * * * *", "0 0 * * * 99999999999999999999",
        "0 0 0 1 1 ? 1970-9999/1,1970-9999", String(repeating: "*", count: 100_000), "0 0 30 2 * ",
        "H(0-100000000) * * * *",
        String(repeating: "1,", count: 2000) + "1 * * * *", "@every 99999999999h", "rate(999999999 days)", "at()",
        "cron()",
        "0~100000000 * * * *", "CRON_TZ=" + String(repeating: "A/", count: 1000) + " * * * * *",
    ])
    func hostileTextsCostNothing(_ text: String) {
        _ = try? recurrence(#"{"cron":"\#(text)"}"#, from: "2026-01-01T00:00:00")
        _ = try? recurrence(#"{"systemd":"\#(text)"}"#, from: "2026-01-01T00:00:00")
        _ = try? recurrence(
            #"{"calendar":{"year":"\#(text)","month":2,"day_of_month":30}}"#, from: "2026-01-01T00:00:00")
    }
}
