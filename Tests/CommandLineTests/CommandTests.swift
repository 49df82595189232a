import JSON
import Synchronization
import Testing
import Timekeeping
import Version

@testable import CommandLine

/// The requests of commands, and their output for the responses.
struct CommandTests {
    private static let id = "01a20a32-2089-740f-a0fb-5baf5e5b6f0b"
    private static let task = #"""
        {"task_id":"\#(id)","name":"nightly","group":"default","action":"webhook",
         "payload":{"url":"http://a","data":{}},"run_at":"2026-06-10T12:03:00.000Z","status":"scheduled","attempt":1,
         "recurrence":{"cron":"3 12 * * *"},"timezone":"UTC","timeout_seconds":30,
         "created_at":"2026-06-10T10:00:00.000Z","updated_at":"2026-06-10T10:00:00.000Z"}
        """#
    private static let found = [
        StubServer.Answer(#"{"task":\#(task)}"#, headers: ["ETag": "\"7\""])
    ]

    @Test func addSendsATask() async throws {
        let answers = [
            "POST /tasks": [StubServer.Answer(#"{"message":"ok","task_id":"\#(Self.id)"}"#, status: 201)],
            "GET /tasks/\(Self.id)": Self.found,
        ]
        try await StubServer.with(answers) { server in
            let run = await ToolRun.run(
                "add", "webhook", "http://a", "--in", "10m", "--data", "{}", "--idempotency-key", "k1", "--key", "ck_1",
                at: server)
            #expect(run.status == 0)
            #expect(
                run.output == """
                    scheduled \(Self.id)
                      runs at  2026-06-10 12:03 (in 3 min)
                      repeats  every day at 12:03 in UTC

                    """)
            let request = try #require(server.requests.first)
            #expect(request.body == #"{"action":"webhook","payload":{"url":"http://a","data":{}},"in":"PT10M"}"#)
            #expect(request.headers["authorization"] == "Bearer ck_1")
            #expect(request.headers["idempotency-key"] == "k1")
            #expect(request.headers["content-type"] == "application/json")
        }
    }

    @Test func anErrorNamesTheFlag() async throws {
        let problem = #"""
            {"title":"Unprocessable Content","status":422,"detail":"nothing was stored: see the errors",
             "errors":[{"pointer":"/recurrence/cron","column":5,"detail":"day of month must be 1 to 31"}]}
            """#
        try await StubServer.with(["POST /tasks": [.init(problem, status: 422)]]) { server in
            let run = await ToolRun.run("add", "x", "--data", "1", "--cron", "0 9 32 * *", at: server)
            #expect(run.status == 1)
            #expect(run.output.isEmpty)
            #expect(
                run.errors == """
                    error: nothing was stored: see the errors (HTTP 422)
                      --cron: day of month must be 1 to 31
                          0 9 32 * *
                              ^

                    """)
            let json = await ToolRun.run("add", "x", "--data", "1", "--cron", "0 9 32 * *", "--json", at: server)
            #expect(json.errors.hasPrefix("{\n  \"title\": \"Unprocessable Content\""))
        }
    }

    @Test func aMistakeIsToldBeforeAnythingIsSent() async throws {
        try await StubServer.with { server in
            for arguments in [["add", "x", "--in", "soon"], ["add"], ["nothing"], ["ls", "--limit", "0"], ["rm"]] {
                let run = await ToolRun.run(list: arguments, at: server)
                #expect(run.status == 2, "\(arguments)")
                #expect(!run.errors.isEmpty)
            }
            #expect(server.requests.isEmpty)
        }
    }

    @Test func lsFollowsCursors() async throws {
        let answers = [
            "GET /tasks": [
                StubServer.Answer(#"{"tasks":[\#(Self.task)],"next_cursor":"c1"}"#),
                StubServer.Answer(#"{"tasks":[\#(Self.task)]}"#),
            ]
        ]
        try await StubServer.with(answers) { server in
            let run = await ToolRun.run("ls", "--status", "scheduled", "--tag", "a", "--tag", "b", at: server)
            #expect(run.status == 0)
            #expect(
                server.lines == [
                    "GET /tasks?status=scheduled&tag=a%2Cb&limit=50",
                    "GET /tasks?status=scheduled&tag=a%2Cb&limit=49&cursor=c1",
                ])
            let lines = run.output.split(separator: "\n")
            #expect(lines.count == 3)
            #expect(
                lines[1]
                    == "nightly  webhook http://a  scheduled  2026-06-10 12:03  in 3 min  every day at 12:03 in UTC")
        }
    }

    @Test func aTaskThatHasEndedIsCalledByItsID() async throws {
        let task = #"{"task_id":"\#(Self.id)","name":"n","action":"a","status":"failed"}"#
        try await StubServer.with(["GET /tasks": [.init(#"{"tasks":[\#(task)]}"#)]]) { server in
            let run = await ToolRun.run("ls", at: server)
            #expect(run.output.contains("\n\(Self.id)  n     a       failed\n"))
        }
    }

    @Test func addReplacesByName() async throws {
        let answers: [String: [StubServer.Answer]] = [
            "PUT /tasks/by-name/n": [.init(#"{"message":"Task replaced successfully","task_id":"\#(Self.id)"}"#)]
        ]
        try await StubServer.with(answers) { server in
            let run = await ToolRun.run(
                "add", "x", "--data", "1", "--in", "1h", "--name", "n", "--replace", "--json", at: server)
            #expect(run.status == 0)
            #expect(server.requests[0].body == #"{"action":"x","payload":1,"in":"PT1H","name":"n"}"#)
            #expect((await ToolRun.run("add", "x", "--data", "1", "--in", "1h", "--replace", at: server)).status == 2)
        }
    }

    @Test func lsAsJSON() async throws {
        let page = StubServer.Answer(#"{"tasks":[{"task_id":"a"}],"next_cursor":"c"}"#)
        let last = StubServer.Answer(#"{"tasks":[{"task_id":"b"}]}"#)
        try await StubServer.with(["GET /tasks": [page, last]]) { server in
            let run = await ToolRun.run("ls", "--all", "--json", at: server)
            let document = try JSONValue(parsing: run.output.utf8)
            #expect(document.compact == #"{"tasks":[{"task_id":"a"},{"task_id":"b"}]}"#)
        }
        try await StubServer.with(["GET /tasks": [page, last]]) { server in
            let run = await ToolRun.run("ls", "--json-lines", at: server)
            #expect(run.output == "{\"task_id\":\"a\"}\n{\"task_id\":\"b\"}\n")
        }
    }

    @Test func coloursAreForTerminals() async throws {
        try await StubServer.with(["GET /tasks/by-name/nightly": Self.found]) { server in
            #expect(!(await ToolRun.run("show", "nightly", at: server)).output.contains("\u{1B}"))
            let place = ToolRun.Place(outputIsTerminal: true)
            #expect((await ToolRun.run("show", "nightly", at: server, in: place)).output.contains("\u{1B}[1mnightly"))
            let never = await ToolRun.run("show", "nightly", "--color", "never", at: server, in: place)
            #expect(!never.output.contains("\u{1B}"))
        }
    }

    @Test func showTellsAll() async throws {
        try await StubServer.with(["GET /tasks/by-name/nightly": Self.found]) { server in
            let run = await ToolRun.run("show", "nightly", at: server)
            #expect(
                run.output == """
                    nightly  scheduled
                      id          \(Self.id)
                      action      webhook http://a
                      group       default
                      runs at     2026-06-10 12:03 (in 3 min)
                      repeats     every day at 12:03 in UTC
                      timeout     30 s
                      created     2026-06-10 10:00 (2 h ago)
                      updated     2026-06-10 10:00 (2 h ago)
                      payload
                        {
                          "url": "http://a",
                          "data": {}
                        }

                    """)
        }
    }

    @Test func editSendsAPatchForWhatItRead() async throws {
        let answers = ["GET /tasks/by-name/nightly": Self.found, "PATCH /tasks/\(Self.id)": Self.found]
        try await StubServer.with(answers) { server in
            let run = await ToolRun.run("edit", "nightly", "--cron", "30 2 * * *", at: server)
            #expect(run.status == 0)
            let request = try #require(server.requests.last)
            #expect(request.method == "PATCH")
            #expect(request.body == #"{"recurrence":{"cron":"30 2 * * *"}}"#)
            #expect(request.headers["if-match"] == "\"7\"")
            #expect(request.headers["content-type"] == "application/merge-patch+json")
        }
    }

    @Test func editOpensAnEditor() async throws {
        let answers = ["GET /tasks/by-name/nightly": Self.found, "PATCH /tasks/\(Self.id)": Self.found]
        try await StubServer.with(answers) { server in
            let place = ToolRun.Place(edit: { $0.split(separator: "seconds\": 30").joined(separator: "seconds\": 60") })
            let run = await ToolRun.run("edit", "nightly", at: server, in: place)
            #expect(run.status == 0)
            #expect(server.requests.last?.body == #"{"timeout_seconds":60}"#)
            let unchanged = await ToolRun.run("edit", "nightly", at: server)
            #expect(unchanged.errors == "nothing was changed\n")
            #expect(server.requests.last?.method == "GET")
        }
    }

    @Test func aRefusedEditIsOpenedAgain() async throws {
        let problem = #"{"status":422,"detail":"no","errors":[{"pointer":"/timeout_seconds","detail":"is too long"}]}"#
        let answers = [
            "GET /tasks/by-name/nightly": Self.found,
            "PATCH /tasks/\(Self.id)": [.init(problem, status: 422)] + Self.found,
        ]
        try await StubServer.with(answers) { server in
            let texts = Mutex([String]())
            let place = ToolRun.Place(
                isInputTerminal: true,
                edit: { text in
                    let count = texts.withLock { texts in
                        texts.append(text)
                        return texts.count
                    }
                    switch count {
                    case 1: return "{ no JSON"
                    case 2: return text.split(separator: "{ no JSON").joined() + #"{"timeout_seconds": 900}"#
                    default: return text.split(separator: "900").joined(separator: "60")
                    }
                })
            let run = await ToolRun.run("edit", "nightly", at: server, in: place)
            #expect(run.status == 0, "\(run)")
            let opened = texts.withLock { $0 }
            #expect(opened.count == 3)
            #expect(opened[1].hasPrefix("# error: the edited text is not valid JSON: "))
            #expect(opened[1].hasSuffix("\n{ no JSON"))
            #expect(
                opened[2].hasPrefix(
                    "# error: no (HTTP 422)\n#   /timeout_seconds is too long\n# Save this text unchanged"))
            #expect(opened[2].hasSuffix(#"{"timeout_seconds": 900}"#))
            #expect(server.requests.last?.body.contains(#""timeout_seconds":60"#) == true)
            #expect(run.files.isEmpty)
        }
    }

    @Test(arguments: [(true, 422, 1), (false, 422, 1), (true, 412, 4), (true, 503, 6)])
    func anEditThatIsGivenUpIsKept(isTerminal: Bool, status: Int, exit: Int32) async throws {
        let answers = [
            "GET /tasks/by-name/nightly": Self.found,
            "PATCH /tasks/\(Self.id)": [.init(#"{"status":\#(status),"detail":"no"}"#, status: status)],
        ]
        try await StubServer.with(answers) { server in
            let place = ToolRun.Place(
                isInputTerminal: isTerminal,
                edit: { $0.split(separator: "seconds\": 30").joined(separator: "seconds\": 60") })
            let run = await ToolRun.run("edit", "nightly", at: server, in: place)
            #expect(run.status == exit, "\(run)")
            #expect(run.errors.contains("your text is saved in kept"))
            #expect(run.files["kept"]?.contains(#""timeout_seconds": 60"#) == true)
            #expect(run.files["kept"]?.contains("#") == false)
            #expect(server.lines.count == 2)
        }
    }

    @Test func anEditShowsWhatItDoesToTheTimes() async throws {
        let answer = #"""
            {"task":\#(Self.task),"schedule_change":{"before":["2026-06-10T12:03:00.000Z","2026-06-11T12:03:00.000Z"],"after":[]}}
            """#
        let answers = ["GET /tasks/by-name/nightly": Self.found, "PATCH /tasks/\(Self.id)": [.init(answer)]]
        try await StubServer.with(answers) { server in
            let run = await ToolRun.run("edit", "nightly", "--timeout", "1m", at: server)
            #expect(
                run.output.hasPrefix(
                    """
                    changed nightly
                      before      2026-06-10 12:03, 2026-06-11 12:03
                      after       never
                    nightly  scheduled
                    """))
        }
    }

    @Test func whatAServerSendsCantSteerATerminal() async throws {
        let task = #"{"task_id":"\#(Self.id)","name":"a\u202Eb","action":"x\u009b2J","payload":"\u2066"}"#
        try await StubServer.with([
            "GET /tasks/by-name/n": [.init(#"{"task":\#(task)}"#)], "GET /tasks": [.init(#"{"tasks":[\#(task)]}"#)],
        ]) { server in
            for arguments in [["show", "n"], ["show", "n", "--json"], ["ls"], ["ls", "--json-lines"]] {
                let run = await ToolRun.run(list: arguments, at: server, in: .init(outputIsTerminal: true))
                #expect(
                    !run.output.unicodeScalars.contains { [0x202E, 0x9B, 0x2066].contains($0.value) }, "\(arguments)")
                if arguments != ["ls"] { #expect(run.output.contains(#"a\u202Eb"#), "\(run.output)") }
                guard arguments.contains("--json") else { continue }
                let name = try JSONValue(parsing: run.output.utf8)["task"]?["name"]?.string
                #expect(name == "a\u{202E}b")
            }
        }
        let problem = #"{"status":422,"detail":"\u202Eevil"}"#
        try await StubServer.with(["POST /tasks": [.init(problem, status: 422)]]) { server in
            for flags in [[], ["--json"]] {
                let run = await ToolRun.run(
                    list: ["add", "x", "--data", "1", "--in", "1h"] + flags, at: server,
                    in: .init(errorsAreTerminal: true))
                #expect(run.errors.contains(#"\u202Eevil"#), "\(run.errors)")
            }
        }
    }

    @Test func theVersionIsTold() async {
        let run = await ToolRun.run("--version")
        #expect(run.status == 0)
        #expect(run.output == "carillon \(CarillonVersion.text)\n")
    }

    @Test func aChangeByAnotherIsAConflict() async throws {
        let answers = [
            "GET /tasks/by-name/nightly": Self.found,
            "PATCH /tasks/\(Self.id)": [.init(#"{"status":412,"detail":"the task was changed"}"#, status: 412)],
        ]
        try await StubServer.with(answers) { server in
            #expect((await ToolRun.run("edit", "nightly", "--timeout", "1m", at: server)).status == 4)
        }
    }

    @Test(arguments: [
        (["pause", id], ["POST /tasks/\(id)/pause"]), (["resume", id], ["POST /tasks/\(id)/resume"]),
        (["run", id], ["POST /tasks/\(id)/run"]), (["rm", id], ["DELETE /tasks/\(id)"]),
        (["rm", "nightly"], ["GET /tasks/by-name/nightly", "DELETE /tasks/\(id)"]),
        (["pause", "--group", "g"], ["POST /groups/g/pause", "POST /groups/g/pause"]),
        (
            ["rm", "--group", "g", "--yes"],
            ["DELETE /tasks?confirm=true&group=g", "DELETE /tasks?confirm=true&group=g"]
        ),
        (["cancel", id], ["POST /tasks/\(id)/cancel"]), (["limits"], ["GET /limits"]),
        (["limits", "ls"], ["GET /limits"]),
        (["limits", "rm", "host:a:1"], ["DELETE /limits/host%3Aa%3A1"]),
        (["runs", id], ["GET /tasks/\(id)/runs?limit=50"]),
        (["dead", "--action", "webhook"], ["GET /dead?action=webhook&limit=50"]),
        (["redrive", id], ["POST /dead/\(id)/redrive"]), (["redrive", "--all"], ["POST /dead/redrive"]),
        (["discard", id], ["DELETE /dead/\(id)"]),
        (
            ["discard", "--action", "webhook", "--yes"],
            ["DELETE /dead?confirm=true&action=webhook", "DELETE /dead?confirm=true&action=webhook"]
        ),
        (["keys", "ls"], ["GET /keys"]), (["keys", "revoke", "k1"], ["DELETE /keys/k1"]),
        (
            ["status"],
            ["GET /readyz"]
                + ["scheduled", "running", "paused", "completed", "failed"].map {
                    "GET /tasks?status=\($0)&count=true&limit=1"
                }
        ),
    ])
    func requests(arguments: [String], expected: [String]) async throws {
        let more = { (text: String) in
            [StubServer.Answer(#"{\#(text),"more":true}"#), .init(#"{\#(text),"more":false}"#)]
        }
        let answers: [String: [StubServer.Answer]] = [
            "GET /tasks/by-name/nightly": Self.found, "DELETE /tasks/\(Self.id)": [.init()],
            "POST /tasks/\(Self.id)/pause": [.init()], "POST /tasks/\(Self.id)/resume": [.init()],
            "POST /tasks/\(Self.id)/run": [.init(#"{"run_id":"r1"}"#, status: 202)],
            "POST /tasks/\(Self.id)/cancel": [.init(#"{"run_ids":[]}"#)], "GET /limits": [.init(#"{"limits":[]}"#)],
            "DELETE /limits/host%3Aa%3A1": [.init()],
            "POST /groups/g/pause": more(#""paused":2"#), "DELETE /tasks": more(#""deleted":2"#),
            "GET /tasks/\(Self.id)/runs": [.init(#"{"runs":[]}"#)], "GET /dead": [.init(#"{"dead":[]}"#)],
            "POST /dead/\(Self.id)/redrive": [.init()], "POST /dead/redrive": [.init(#"{"redriven":1,"refused":0}"#)],
            "DELETE /dead/\(Self.id)": [.init()], "DELETE /dead": more(#""discarded":2,"refused":0"#),
            "GET /keys": [.init(#"{"keys":[]}"#)], "DELETE /keys/k1": [.init()], "GET /readyz": [.init()],
            "GET /tasks": [.init(#"{"tasks":[],"total":3}"#)],
        ]
        try await StubServer.with(answers) { server in
            let run = await ToolRun.run(list: arguments, at: server)
            #expect(run.status == 0, "\(run.errors)")
            #expect(server.lines == expected)
        }
    }

    @Test func deletingManyIsAskedFor() async throws {
        let answers: [String: [StubServer.Answer]] = [
            "GET /tasks": [.init(#"{"tasks":[],"total":3}"#)], "DELETE /tasks": [.init(#"{"deleted":3,"more":false}"#)],
        ]
        try await StubServer.with(answers) { server in
            #expect((await ToolRun.run("rm", "--group", "g", at: server)).status == 2)
            let no = ToolRun.Place(isInputTerminal: true, answers: ["n"])
            #expect((await ToolRun.run("rm", "--group", "g", at: server, in: no)).status == 2)
            #expect(!server.lines.contains { $0.hasPrefix("DELETE") })
            let yes = ToolRun.Place(isInputTerminal: true, answers: ["y"])
            let run = await ToolRun.run("rm", "--group", "g", at: server, in: yes)
            #expect(run.status == 0)
            #expect(run.output == "deleted 3 tasks\n")
            #expect(run.errors == "Delete 3 tasks? [y/N] ")
        }
    }

    @Test func discardingManyIsAskedFor() async throws {
        let answer = StubServer.Answer(#"{"discarded":1,"refused":0,"more":false}"#)
        try await StubServer.with(["DELETE /dead": [answer]]) { server in
            #expect((await ToolRun.run("discard", "--all", at: server)).status == 2)
            #expect((await ToolRun.run("discard", at: server)).status == 2)
            #expect((await ToolRun.run("discard", "--all", Self.id, at: server)).status == 2)
            #expect(server.lines.isEmpty)
            let yes = ToolRun.Place(isInputTerminal: true, answers: ["y"])
            let run = await ToolRun.run("discard", "--all", at: server, in: yes)
            #expect(run.output == "discarded 1 run\n")
            #expect(run.errors == "Discard all dead runs? [y/N] ")
        }
    }

    @Test func aKeyIsMade() async throws {
        let answer = StubServer.Answer(#"{"key":"ck_new","id":"k1"}"#, status: 201)
        try await StubServer.with(["POST /keys": [answer]]) { server in
            let run = await ToolRun.run(
                "keys", "create", "--name", "ci", "--scope", "tasks:write", "--group", "billing", "--expires", "1d",
                at: server)
            #expect(run.output == "ck_new\n")
            #expect(
                server.requests[0].body
                    == #"{"name":"ci","scopes":["tasks:write"],"groups":["billing"],"#
                    + #""expires_at":"2026-06-11T12:00:00.000Z"}"#)
        }
    }

    @Test func actionsAreATable() async throws {
        let answer = StubServer.Answer(
            #"""
            {"actions":[
             {"action":"shell","queue":"missing","outstanding":0,"next_due_at":"2026-06-10T12:03:00.000Z",
              "last_minute":{"claimed":0,"succeeded":0,"failed":0}},
             {"action":"webhook","queue":"found","ready":4,"consumers":2,"outstanding":9,
              "last_minute":{"claimed":60,"succeeded":58,"failed":1}}]}
            """#)
        try await StubServer.with(["GET /actions": [answer]]) { server in
            let run = await ToolRun.run("actions", at: server)
            let lines = run.output.split(separator: "\n").map {
                $0.split(separator: " ", omittingEmptySubsequences: true)
            }
            #expect(lines.count == 3)
            #expect(lines[1].prefix(3) == ["shell", "none", "0"])
            #expect(lines[2].prefix(4) == ["webhook", "2", "4", "9"])
            #expect(run.output.contains("58 done, 1 failed"))
        }
    }

    @Test func previewShowsBothClocks() async throws {
        let answer = StubServer.Answer(
            #"""
            {"description":"every day at 02:30 in Europe/Berlin","occurrences":[
             {"at":"2027-03-28T01:00:00.000Z","local":"2027-03-28T03:00:00+02:00","notes":["dst_gap"]}]}
            """#)
        try await StubServer.with(["POST /recurrences/preview": [answer]]) { server in
            let run = await ToolRun.run(
                "preview", "--cron", "30 2 * * *", "--tz", "Europe/Berlin", "-n", "1", at: server)
            #expect(
                server.requests[0].body
                    == #"{"recurrence":{"cron":"30 2 * * *"},"timezone":"Europe/Berlin","limit":1}"#)
            let lines = run.output.split(separator: "\n")
            #expect(lines.count == 3)
            #expect(lines[0] == "every day at 02:30 in Europe/Berlin")
            #expect(lines[2] == "2027-03-28 03:00:00+02:00  2027-03-28 01:00  in 9 months  dst_gap")
        }
    }

    @Test func completionScriptsAreThere() async {
        for shell in ["bash", "zsh", "fish"] {
            let run = await ToolRun.run("completion", shell)
            #expect(run.status == 0)
            #expect(run.output.contains("redrive"))
        }
    }

    @Test func helpTellsTheExitStatus() async {
        let run = await ToolRun.run("--help")
        #expect(run.status == 0)
        #expect(run.output.contains("6  the server can't be reached"))
    }
}
