import Foundation
import HTTPTypes
import JSON
import Recurrence
import TaskModel
import Testing
import Timekeeping

@testable import API

@Suite struct TaskParserTests {
    private let id = TaskID(high: 1, low: 2)
    private let now = Timestamp(milliseconds: 1_780_000_000_000)

    private func parse(_ body: String) throws -> TaskDefinition {
        try TaskParser.parse(Array(body.utf8), id: id, now: now)
    }

    private func body(_ changes: [String: String?]) -> String {
        var fields = [
            "action": #""webhook""#, "payload": #"{"url":"https://example.com/","data":{"n":1.10}}"#,
            "run_at": #""2026-06-10T15:00:00Z""#,
        ]
        for (name, value) in changes { fields[name] = value }
        return "{" + fields.map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}"
    }

    @Test func aPlainTask() throws {
        let task = try parse(body([:]))
        #expect(task.id == id)
        #expect(task.action == "webhook")
        #expect(task.payload.description == #"{"url":"https://example.com/","data":{"n":1.10}}"#)
        #expect(task.runAt.rfc3339 == "2026-06-10T15:00:00.000Z")
        #expect(task.recurrence == nil)
        #expect(task.timeoutSeconds == 30)
        #expect(task.retry == .standard)
    }

    @Test func aTaskWithEverything() throws {
        let task = try parse(
            body([
                "recurrence": #""monthly""#, "timezone": #""Europe/Berlin""#, "timeout_seconds": "5",
                "run_at": #""2026-01-31T09:00:00""#, "retry": #"{"max_attempts":3,"backoff":"linear","jitter":"none"}"#,
            ]))
        #expect(task.runAt.rfc3339 == "2026-01-31T08:00:00.000Z")
        #expect(task.recurrence == RecurrenceRule(.monthly))
        #expect(task.zone.identifier == "Europe/Berlin")
        #expect(task.timeoutSeconds == 5)
        #expect(task.retry.maxAttempts == 3)
        #expect(task.retry.backoff == .linear)
        #expect(task.retry.maxSeconds == 3600)
    }

    @Test func anyPayloadForAnActionThatIsNotBuiltIn() throws {
        #expect(try parse(body(["action": #""my.action""#, "payload": "[1,null]"])).payload.description == "[1,null]")
    }

    @Test(arguments: ["", "{", "[]", "null", "\"x\"", "{} x", "\u{FEFF}{}", #"{"action":}"#])
    func aBodyThatIsNoJSONObjectIsMalformed(_ body: String) {
        let problem = #expect(throws: Problem.self) { try parse(body) }
        #expect(problem?.status.code == 400)
    }

    @Test(
        arguments: [
            ("action", nil, "/action", "missing"), ("payload", nil, "/payload", "missing"),
            ("run_at", nil, "/run_at", "missing"), ("action", "5", "/action", "must be a string, not a number"),
            ("action", #""a b""#, "/action", "letters"), ("action", #""""#, "/action", "letters"),
            ("run_at", "1781103600", "/run_at", "must be a string"),
            ("run_at", #""2026-06-10T15:00:00""#, "/run_at", "offset"),
            ("run_at", #""2026-02-30T15:00:00Z""#, "/run_at", ""),
            ("run_at", #""10000-01-01T00:00:00Z""#, "/run_at", ""),
            ("run_at", #""tomorrow""#, "/run_at", ""),
            ("recurrence", #""often""#, "/recurrence", "hourly, daily, weekly, monthly"),
            ("recurrence", "[]", "/recurrence", "must be one of"),
            ("timezone", #""Mars/Olympus""#, "/timezone", "IANA"), ("timezone", "1", "/timezone", "must be a string"),
            ("timeout_seconds", "0", "/timeout_seconds", "from 1 to 600"),
            ("timeout_seconds", "1.5", "/timeout_seconds", "whole number"),
            ("retry", "5", "/retry", "must be an object"),
            ("retry", #"{"max_attempts":0}"#, "/retry/max_attempts", "from 1"),
            ("retry", #"{"backoff":"wild"}"#, "/retry/backoff", "one of"),
            ("retry", #"{"x":1}"#, "/retry/x", "not a field"),
            ("payload", "{}", "/payload/url", "missing"), ("payload", #"{"url":"ftp://h"}"#, "/payload/url", "http"),
            ("payload", #""x""#, "/payload", "must be an object"), ("colour", "1", "/colour", "not a field"),
            ("a/b", "1", "/a~1b", "not a field"),
            ("retry", #"{"max_attempts":101}"#, "/retry/max_attempts", "100"),
            ("retry", #"{"schedule_seconds":[]}"#, "/retry/schedule_seconds", ""),
            ("retry", #"{"schedule_seconds":[1,-1]}"#, "/retry/schedule_seconds/1", ""),
            ("retry", #"{"schedule_seconds":[1],"backoff":"fixed"}"#, "/retry/backoff", "schedule_seconds"),
            ("retry", #"{"max_age_seconds":-1}"#, "/retry/max_age_seconds", ""),
            ("name", #""a b""#, "/name", ""), ("name", "5", "/name", "must be a string"),
            ("expires_at", #""2026-06-10T15:00:00Z""#, "/expires_at", "later"),
            ("on_missed", #""all""#, "/on_missed", "recurrence"), ("overlap", #""skip""#, "/overlap", "recurrence"),
        ] as [(String, String?, String, String)])
    func eachBadFieldIsNamed(_ field: String, _ value: String?, _ pointer: String, _ part: String) throws {
        let problem = #expect(throws: Problem.self) { try parse(body([field: value])) }
        #expect(problem?.status.code == 422)
        #expect(problem?.errors.count == 1)
        #expect(problem?.errors.first?.pointer == pointer)
        #expect(part.isEmpty || problem?.errors.first?.detail.contains(part) == true)
    }

    @Test(
        arguments: [
            ("on_missed", #""some""#, "one of"), ("max_missed", "0", "1"), ("max_missed", "10001", "10000"),
            ("grace_seconds", "-1", "0"), ("grace_seconds", "604801", "604800"), ("overlap", #""queue""#, "one of"),
            ("on_failure", #""stop""#, "one of"), ("expires_at", #""2030-01-01T00:00:00Z""#, "runs once"),
        ])
    func policiesOfRecurringTasksHaveBounds(_ field: String, _ value: String, _ part: String) throws {
        let fields = ["recurrence": #""daily""#, "on_missed": #""all""#].merging([field: value]) { $1 }
        let problem = #expect(throws: Problem.self) { try parse(body(fields)) }
        #expect(problem?.status.code == 422)
        #expect(problem?.errors.map(\.pointer) == ["/\(field)"])
        #expect(problem?.errors.first?.detail.contains(part) == true)
    }

    @Test func allFaultsAreToldAtOnce() {
        let problem = #expect(throws: Problem.self) {
            try parse(#"{"action":"a b","run_at":5,"x":1,"x":2,"action":"b"}"#)
        }
        #expect(problem?.errors.map(\.pointer) == ["/action", "/run_at", "/x", "/x", "/action", "/payload"])
    }

    @Test func aLocalTimeThatDoesNotExistIsTheAnchorAllTheSame() throws {
        let task = try parse(
            body(["run_at": #""2026-03-29T02:30:00""#, "timezone": #""Europe/Berlin""#, "recurrence": #""daily""#]))
        #expect(task.runAt.rfc3339 == "2026-03-29T01:00:00.000Z")
        #expect(try task.series()?.next(after: task.runAt)?.rfc3339 == "2026-03-30T00:30:00.000Z")
    }

    @Test func aLocalTimeWithAnUnknownZoneIsOneFault() {
        let text = body(["run_at": #""2026-06-10T15:00:00""#, "timezone": #""Nowhere""#])
        let problem = #expect(throws: Problem.self) { try parse(text) }
        #expect(problem?.errors.map(\.pointer) == ["/timezone"])
    }

    @Test func aHostileBodyGetsABoundedAnswer() {
        let text = "{" + (0..<5000).map { "\"f\($0)\":1" }.joined(separator: ",") + "}"
        let problem = #expect(throws: Problem.self) { try parse(text) }
        #expect((problem?.errors.count ?? 0) <= 32)
    }
}
