import Testing
import Timekeeping

@testable import CommandLine

struct ImportExportTests {
    private func results(_ count: Int) -> StubServer.Answer {
        let result = #"{"status":201,"task_id":"x"}"#
        let list = [String](repeating: result, count: count).joined(separator: ",")
        return .init(#"{"created":\#(count),"failed":0,"results":[\#(list)]}"#)
    }

    @Test func importSendsChunks() async throws {
        let lines = (1...1001).map { #"{"action":"a","payload":\#($0),"run_at":"2030-01-01T00:00:00Z"}"# }
        try await StubServer.with(["POST /tasks/batch": [results(500), results(500), results(1)]]) { server in
            let place = ToolRun.Place(input: lines.joined(separator: "\n"))
            let run = await ToolRun.run("import", "-", at: server, in: place)
            #expect(run.status == 0)
            #expect(run.output == "imported 1001 of 1001 tasks\n")
            #expect(run.errors.isEmpty)
            #expect(server.requests.map { $0.body.split(separator: "\n").count } == [500, 500, 1])
            #expect(server.requests.allSatisfy { $0.headers["content-type"] == "application/x-ndjson" })
            #expect(server.requests[0].body.hasPrefix(lines[0] + "\n"))
        }
    }

    @Test func aProgressBarIsForTerminals() async throws {
        try await StubServer.with(["POST /tasks/batch": [results(1)]]) { server in
            let place = ToolRun.Place(errorsAreTerminal: true, input: #"{"action":"a"}"#)
            let run = await ToolRun.run("import", "-", at: server, in: place)
            #expect(run.errors.contains("importing"))
            #expect(run.errors.hasSuffix("\r\u{1B}[K"))
        }
    }

    @Test func refusalsNameTheLine() async throws {
        let answer = StubServer.Answer(
            #"""
            {"created":1,"failed":1,"results":[{"status":201,"task_id":"a"},
             {"status":409,"detail":"the name is taken"}]}
            """#)
        try await StubServer.with(["POST /tasks/batch": [answer]]) { server in
            let place = ToolRun.Place(input: "{\"action\":\"a\"}\n\n{\"action\":\"b\"}\n")
            let run = await ToolRun.run("import", "-", at: server, in: place)
            #expect(run.status == 4)
            #expect(run.output == "imported 1 of 2 tasks\n")
            #expect(run.errors.hasPrefix("line 3: the name is taken\n"))
        }
    }

    @Test func allOrNothing() async throws {
        let problem =
            #"{"status":422,"detail":"nothing was stored","errors":[{"pointer":"/1/run_at","detail":"is bad"}]}"#
        try await StubServer.with(["POST /tasks/batch": [.init(problem, status: 422)]]) { server in
            let place = ToolRun.Place(input: "{\"action\":\"a\"}\n{\"action\":\"b\"}\n")
            let run = await ToolRun.run("import", "-", "--atomic", at: server, in: place)
            #expect(server.lines == ["POST /tasks/batch?atomic=true"])
            #expect(run.status == 1)
            #expect(run.errors == "line 2: /run_at is bad\nerror: nothing was stored (HTTP 422)\n")
        }
    }

    @Test func aServerThatGoesAwayMeanwhile() async throws {
        let lines = [String](repeating: #"{"action":"a"}"#, count: 501).joined(separator: "\n")
        let gone = StubServer.Answer(#"{"status":503,"detail":"the scheduler can't be reached"}"#, status: 503)
        try await StubServer.with(["POST /tasks/batch": [results(500), gone]]) { server in
            let run = await ToolRun.run("import", "-", at: server, in: .init(input: lines))
            #expect(run.status == 6)
            #expect(
                run.errors.hasPrefix("500 tasks were made before; the rest begins at line 501\nerror: the scheduler"))
        }
    }

    @Test func whatIsNoJSONIsToldBeforeAnythingIsSent() async throws {
        try await StubServer.with { server in
            let run = await ToolRun.run("import", "-", at: server, in: .init(input: "{}\n{,}\n"))
            #expect(run.status == 2)
            #expect(run.errors.contains("line 2 is no JSON"))
            #expect(server.requests.isEmpty)
        }
    }

    @Test func linesEndWhereTheirBytesDo() throws {
        let tasks = ["{\"payload\":\"a\u{2028}b\u{85}c\"}", #"{"payload":2}"#]
        let lines = try Import.lines(Array("\(tasks[0])\r\n \r\n\(tasks[1])".utf8))
        #expect(lines.map { String(decoding: $0.text, as: UTF8.self) } == tasks)
        #expect(lines.map(\.line) == [1, 3])
        let failure = #expect(throws: Failure.self) {
            try Import.lines(Array(#"{"payload":""#.utf8) + [0xFF, 0x22, 0x7D])
        }
        #expect(failure?.message.contains("line 1 is no JSON") == true)
        #expect(Crontab(parsing: "@daily a\u{2028}b\r\n@daily c").entries.map(\.command) == ["a\u{2028}b", "c"])
    }

    @Test func exportIsWhatImportTakes() async throws {
        let task = #"""
            {"task_id":"1","action":"a","payload":{"x":1.50},"run_at":"2030-01-01T00:00:00.000Z","status":"scheduled",
             "attempt":1,"revision":3,"group":"g","created_at":"x","updated_at":"y"}
            """#
        let definition = #"{"action":"a","payload":{"x":1.50},"run_at":"2030-01-01T00:00:00.000Z","group":"g"}"#
        let pages = [
            StubServer.Answer(#"{"tasks":[\#(task)],"next_cursor":"c"}"#), .init(#"{"tasks":[\#(task)]}"#),
        ]
        try await StubServer.with(["GET /tasks": pages]) { server in
            let run = await ToolRun.run("export", "--group", "g", at: server)
            #expect(run.output == "\(definition)\n\(definition)\n")
            #expect(
                server.lines == [
                    "GET /tasks?status=scheduled%2Crunning%2Cpaused&group=g&sort=created_at&limit=1000",
                    "GET /tasks?status=scheduled%2Crunning%2Cpaused&group=g&sort=created_at&limit=1000&cursor=c",
                ])
            let lines = try Import.lines(Array(run.output.utf8))
            #expect(lines.map { String(decoding: $0.text, as: UTF8.self) } == [definition, definition])
        }
        try await StubServer.with(["GET /tasks": pages]) { server in
            let run = await ToolRun.run("export", "-o", "out.ndjson", at: server)
            #expect(run.files["out.ndjson"] == "\(definition)\n\(definition)\n")
            #expect(run.output.isEmpty)
        }
    }

    @Test(arguments: [("all", #"{"on_missed":"all","max_missed":100}"#), ("latest", #"{"on_missed":"latest"}"#)])
    func aMaximumIsOnlyForAll(onMissed: String, definition: String) throws {
        let task = try JSONValue(parsing: #"{"on_missed":"\#(onMissed)","max_missed":100,"status":"paused"}"#.utf8)
        #expect(TaskDefinition.of(task).compact == definition)
    }

    // MARK: Crontabs

    @Test func aCrontabIsImported() async throws {
        try await StubServer.with(["POST /tasks/batch": [results(1)]]) { server in
            let file = Surroundings.File(bytes: Array("# x\n0 9 * * 1 job\n".utf8))
            let run = await ToolRun.run(
                "import", "--crontab", "tab", "--action", "sh", at: server, in: .init(files: ["tab": file]))
            #expect(run.status == 0, "\(run.errors)")
            #expect(
                server.requests.first?.body
                    == #"{"action":"sh","payload":{"command":"job"},"recurrence":{"cron":"0 9 * * 1"},"timezone":"UTC"}"#
                    + "\n")
        }
    }

    @Test func aDryRunShowsAndSendsNothing() async throws {
        try await StubServer.with { server in
            let run = await ToolRun.run(
                "import", "--crontab", "-", "--dry-run", at: server, in: .init(input: "0 9 * * * job\n"))
            #expect(run.status == 0)
            #expect(
                run.output == """
                    LINE  COMMAND  RUNS                       FIRST
                       1  job      every day at 09:00 in UTC  2026-06-11 09:00  in 21 h

                    """)
            #expect(server.requests.isEmpty)
        }
    }

    @Test func whatCantBeImportedIsTold() async throws {
        try await StubServer.with { server in
            let run = await ToolRun.run(
                "import", "--crontab", "-", at: server, in: .init(input: "@reboot a\n0 9 32 * * b\n"))
            #expect(run.status == 2)
            #expect(run.errors.contains("line 1: @reboot is not a time"))
            #expect(run.errors.contains("line 2: "))
            #expect(run.errors.contains("      0 9 32 * *\n          ^\n"))
            #expect(server.requests.isEmpty)
        }
    }
}
