import ArgumentParser
import JSON
import Testing
import Timekeeping

@testable import CommandLine

struct TaskBuilderTests {
    /// The body that `carillon add` would send.
    private func body(_ arguments: [String], zone: Zone = .utc, input: String = "") throws -> String {
        let add = try Add.parse(arguments)
        return try builder(zone, input).newTask(action: add.action, target: add.target, add.task).body.compact
    }

    private func builder(_ zone: Zone, _ input: String = "") -> TaskBuilder {
        TaskBuilder(
            CommandEnvironment(
                variables: [:], clock: FixedClock(at: ToolRun.now), zone: zone,
                output: .init(isTerminal: false) { _ in }, errors: .init(isTerminal: false) { _ in },
                readInput: { Array(input.utf8) },
                readFile: { $0 == "data.json" ? .init(bytes: Array("[1]".utf8)) : nil }))
    }

    @Test(arguments: [
        (
            ["webhook", "https://example.com/hook", "--in", "10m", "--data", #"{"a":1}"#],
            #"{"action":"webhook","payload":{"url":"https://example.com/hook","data":{"a":1}},"in":"PT10M"}"#
        ),
        (
            [
                "message", "ops.alerts", "--cron", "0 9 * * MON-FRI", "--tz", "Europe/Berlin", "--data",
                #""good morning""#,
            ],
            #"{"action":"message","payload":{"channel":"ops.alerts","body":"good morning"},"#
                + #""recurrence":{"cron":"0 9 * * MON-FRI"},"timezone":"Europe/Berlin"}"#
        ),
        (
            ["message", "ops.alerts", "--cron", "0 9 * * MON-FRI", "--tz", "Europe/Berlin"],
            #"{"action":"message","payload":{"channel":"ops.alerts","body":null},"#
                + #""recurrence":{"cron":"0 9 * * MON-FRI"},"timezone":"Europe/Berlin"}"#
        ),
        (
            ["report.build", "--payload", #"{"n":1.50}"#, "--at", "2026-06-11T09:00:00Z"],
            #"{"action":"report.build","payload":{"n":1.50},"run_at":"2026-06-11T09:00:00Z"}"#
        ),
        (
            ["x", "--data", "@data.json", "--every", "15m", "--until", "2026-12-31", "--count", "5"],
            #"{"action":"x","payload":[1],"recurrence":{"every":"PT15M","until":"2026-12-31","count":5}}"#
        ),
        (
            ["x", "--data", "-", "--daily", "--at", "09:00"],
            #"{"action":"x","payload":7,"run_at":"2026-06-11T09:00:00","recurrence":"daily"}"#
        ),
        (
            ["x", "--data", "1", "--repeat", "weekly", "--in", "1h", "--count", "3"],
            #"{"action":"x","payload":1,"in":"PT1H","recurrence":{"word":"weekly","count":3}}"#
        ),
        (
            ["x", "--data", "1", "--rrule", "FREQ=DAILY"],
            #"{"action":"x","payload":1,"recurrence":{"rrule":"FREQ=DAILY"}}"#
        ),
        (
            ["x", "--data", "1", "--recurrence", #"{"at":["2030-01-01T00:00:00Z"]}"#],
            #"{"action":"x","payload":1,"recurrence":{"at":["2030-01-01T00:00:00Z"]}}"#
        ),
        (
            [
                "x", "--data", "1", "--in", "1h", "--name", "n", "--group", "g", "--tag", "a", "--tag", "b",
                "--timeout",
                "2m", "--expires", "30m", "--on-missed", "all", "--overlap", "allow", "--on-failure", "pause",
                "--attempts", "3", "--retry", #"{"backoff":"fixed"}"#,
            ],
            #"{"action":"x","payload":1,"in":"PT1H","name":"n","group":"g","on_missed":"all","overlap":"allow","#
                + #""on_failure":"pause","tags":["a","b"],"timeout_seconds":120,"#
                + #""expires_at":"2026-06-10T13:30:00.000Z","retry":{"backoff":"fixed","max_attempts":3}}"#
        ),
    ])
    func builds(arguments: [String], expected: String) throws {
        #expect(try body(arguments, input: "7\n") == expected)
    }

    @Test func localTimesAreTheReaders() throws {
        let berlin = try #require(Zone(identifier: "Europe/Berlin"))
        #expect(
            try body(["x", "--data", "1", "--at", "2026-06-11 09:00"], zone: berlin)
                == #"{"action":"x","payload":1,"run_at":"2026-06-11T09:00:00","timezone":"Europe/Berlin"}"#)
        #expect(
            try body(["x", "--data", "1", "--cron", "@daily"], zone: berlin)
                == #"{"action":"x","payload":1,"recurrence":{"cron":"@daily"},"timezone":"Europe/Berlin"}"#)
        #expect(
            try body(["x", "--data", "1", "--every", "1h"], zone: berlin)
                == #"{"action":"x","payload":1,"recurrence":{"every":"PT1H"}}"#)
        #expect(
            try body(["x", "--data", "1", "--cron", "@daily", "--tz", "UTC"], zone: berlin)
                == #"{"action":"x","payload":1,"recurrence":{"cron":"@daily"},"timezone":"UTC"}"#)
    }

    @Test(arguments: [
        (["webhook", "--in", "1m"], "needs a payload"), (["webhook", "http://x"], "give a time"),
        (["message", "--data", "1", "--in", "1m"], "needs a channel"), (["x", "--in", "1m"], "needs a payload"),
        (["x", "y", "--in", "1m"], "takes no target, but got \"y\""),
        (["x", "--data", "hello", "--in", "1m"], "--data is not valid JSON"),
        (["x", "--data", "1", "--in", "1m", "--at", "now"], "--at and --in"),
        (["x", "--data", "1", "--cron", "@daily", "--daily"], "--cron and --daily"),
        (["x", "--data", "1", "--daily"], "give the first time with --at"),
        (["x", "--data", "1", "--in", "1m", "--until", "2030-01-01"], "--until needs"),
        (["x", "--data", "1", "--in", "1m", "--tz", "CET"], "--tz: \"CET\""),
        (["x", "--data", "@none", "--in", "1m"], "no file none"),
        (["webhook", "http://x", "--payload", "{}", "--in", "1m"], "the whole payload"),
        (["x", "--data", "1", "--in", "1m", "--retry", "3"], "must be a JSON object"),
    ])
    func refuses(arguments: [String], message: String) throws {
        let failure = #expect(throws: Failure.self) { try body(arguments) }
        #expect(failure?.status == .usage)
        #expect(failure?.message.contains(message) == true, "\(failure?.message ?? "")")
    }

    // MARK: Changes

    private static let task = #"""
        {"task_id":"1","action":"webhook","payload":{"url":"http://a","data":{"x":1,"y":2}},"timezone":"Europe/Berlin",
         "recurrence":"daily"}
        """#

    private func patch(_ arguments: [String], zone: Zone = .utc) throws -> String {
        let edit = try Edit.parse(["1"] + arguments)
        return try builder(zone).changes(
            to: JSONValue(parsing: Self.task.utf8), target: edit.target, edit.changes, cleared: edit.clear
        ).body.compact
    }

    @Test(arguments: [
        ([], "{}"),
        (["--target", "http://b"], #"{"payload":{"url":"http://b"}}"#),
        (["--data", #"{"x":1,"z":3}"#], #"{"payload":{"data":{"z":3,"y":null}}}"#),
        (["--payload", #"{"url":"http://a"}"#], #"{"payload":{"data":null}}"#),
        (["--name", "n", "--clear", "tags"], #"{"name":"n","tags":null}"#),
        // A local time and a rule are in the zone of the task, and do not change it.
        (["--cron", "@daily"], #"{"recurrence":{"cron":"@daily"}}"#),
        (["--at", "2026-06-11 09:00"], #"{"run_at":"2026-06-11T09:00:00"}"#),
        (["--tz", "UTC"], #"{"timezone":"UTC"}"#),
    ])
    func changes(arguments: [String], expected: String) throws {
        #expect(try patch(arguments, zone: Zone(identifier: "Asia/Tokyo") ?? .utc) == expected)
    }

    @Test func whatIsClearedIsNotSet() {
        #expect(throws: Failure.self) { try patch(["--name", "n", "--clear", "name"]) }
    }
}
