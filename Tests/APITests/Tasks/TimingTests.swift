import HTTPTypes
import JSON
import Recurrence
import TaskModel
import Testing
import Timekeeping

@testable import API

/// The combined meaning of `run_at`, `in`, `recurrence` and `timezone`.
@Suite struct TimingTests {
    /// 2026-06-10T15:00:00Z, a Wednesday.
    private let now = Timestamp(milliseconds: 1_781_103_600_000)

    private func parse(_ fields: String) throws -> TaskDefinition {
        let body = #"{"action":"a","payload":null,\#(fields)}"#
        return try TaskParser.parse(Array(body.utf8), id: TaskID(high: 1, low: 2), now: now)
    }

    @Test(
        arguments: [
            // The fields, the anchor, the first occurrence.
            (#""in":"PT10M""#, "2026-06-10T15:10:00.000Z", "2026-06-10T15:10:00.000Z"),
            (#""in":"P1M","timezone":"Europe/Berlin""#, "2026-07-10T15:00:00.000Z", "2026-07-10T15:00:00.000Z"),
            (#""in":"PT1H","recurrence":"daily""#, "2026-06-10T16:00:00.000Z", "2026-06-10T16:00:00.000Z"),
            (#""recurrence":{"cron":"0 9 * * MON-FRI"}"#, "2026-06-10T15:00:00.000Z", "2026-06-11T09:00:00.000Z"),
            (#""recurrence":{"every":"PT15M"}"#, "2026-06-10T15:00:00.000Z", "2026-06-10T15:15:00.000Z"),
            // A given time is the first occurrence if the rule repeats or matches it, even in the past.
            (
                #""run_at":"2026-06-01T09:00:00Z","recurrence":{"cron":"0 9 * * *"}"#, "2026-06-01T09:00:00.000Z",
                "2026-06-01T09:00:00.000Z"
            ),
            (
                #""run_at":"2027-01-01T00:00:00Z","recurrence":{"cron":"0 9 * * *"}"#, "2027-01-01T00:00:00.000Z",
                "2027-01-01T09:00:00.000Z"
            ),
            (
                #""recurrence":{"word":"daily","starts_at":"2026-07-01T08:00:00"},"timezone":"Asia/Tokyo""#,
                "2026-06-30T23:00:00.000Z", "2026-06-30T23:00:00.000Z"
            ),
            (
                #""recurrence":{"every":"PT1H","starts_at":"2026-06-10T10:20:00Z"}"#, "2026-06-10T10:20:00.000Z",
                "2026-06-10T15:20:00.000Z"
            ),
            // The recurrence's own zone is that of a local time.
            (
                #""run_at":"2026-07-01T08:00:00","recurrence":{"word":"daily","timezone":"Asia/Tokyo"}"#,
                "2026-06-30T23:00:00.000Z", "2026-06-30T23:00:00.000Z"
            ),
        ])
    func first(_ fields: String, _ anchor: String, _ first: String) throws {
        let task = try parse(fields)
        #expect(task.runAt.rfc3339 == anchor)
        #expect((task.firstAt ?? task.runAt).rfc3339 == first)
        #expect(task.isAnchored == !(task.recurrence != nil && anchor == now.rfc3339))
    }

    @Test(
        arguments: [
            (#""timeout_seconds":5"#, "/run_at", nil, "give run_at, or in"),
            (#""recurrence":"daily""#, "/run_at", nil, "a recurrence that says when"),
            (#""run_at":"2026-06-10T15:00:00Z","in":"PT1M""#, "/in", nil, "left out"),
            (#""in":"10 minutes""#, "/in", 1, "ISO 8601"), (#""in":"PT5X""#, "/in", 4, "units"),
            (#""recurrence":{"cron":"0 9 32 * *"}"#, "/recurrence/cron", 5, "found 32"),
            (#""recurrence":{"cron":"0 0 30 2 *"}"#, "/recurrence", nil, "never occurs"),
            (
                #""recurrence":{"cron":"0 9 * * *","until":"2026-01-01"}"#, "/recurrence", nil, "never occurs"
            ),
            (
                #""recurrence":{"rrule":"FREQ=SECONDLY;INTERVAL=59;BYMONTH=2;BYMONTHDAY=29;BYHOUR=3;BYMINUTE=7;BYSECOND=11;BYSETPOS=2"}"#,
                "/recurrence", nil, "occur"
            ),
            (#""recurrence":{"cron":"0 9 * * *","timezone":"Mars"}"#, "/recurrence/timezone", nil, "IANA"),
        ] as [(String, String, Int?, String)])
    func faults(_ fields: String, _ pointer: String, _ column: Int?, _ part: String) throws {
        let problem = try #require(throws: Problem.self) { try parse(fields) }
        #expect(problem.status.code == 422)
        let error = try #require(problem.errors.first)
        #expect(problem.errors.count == 1, "\(problem.errors)")
        #expect(error.pointer == pointer)
        #expect(error.column == column)
        #expect(error.detail.contains(part), "\(error.detail)")
    }

    @Test(arguments: [#"{"every":"PT2S","count":2}"#, #"{"rrule":"FREQ=SECONDLY;INTERVAL=2;COUNT=2"}"#])
    func aCountIsOfRunsWhereTheTaskBeginsNow(_ rule: String) throws {
        let task = try parse(#""recurrence":\#(rule)"#)
        let first = try #require(task.firstAt)
        #expect(first == now + .seconds(2))
        let series = try #require(try task.series())
        #expect(series.next(after: first) == now + .seconds(4))
        #expect(series.next(after: now + .seconds(4)) == nil)
        let given = try parse(#""run_at":"2026-06-10T15:00:00Z","recurrence":\#(rule)"#)
        let givenSeries = try #require(try given.series())
        #expect(givenSeries.first == now && givenSeries.next(after: now + .seconds(2)) == nil)
    }

    @Test func aCountEndsTheSeries() throws {
        let task = try parse(#""recurrence":{"cron":"0 9 * * *","count":3}"#)
        let series = try #require(try task.series())
        #expect(
            series.next(after: try Timestamp(rfc3339: "2026-06-12T09:00:00Z"))?.rfc3339 == "2026-06-13T09:00:00.000Z")
        #expect(series.next(after: try Timestamp(rfc3339: "2026-06-13T09:00:00Z")) == nil)
    }
}
