import JSON
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
                run.errors.hasPrefix(
                    "500 tasks were created before this error; the rest begins at line 501\nerror: the scheduler"))
        }
    }

    @Test func whatIsNoJSONIsToldBeforeAnythingIsSent() async throws {
        try await StubServer.with { server in
            let run = await ToolRun.run("import", "-", at: server, in: .init(input: "{}\n{,}\n"))
            #expect(run.status == 2)
            #expect(run.errors.contains("line 2 is not valid JSON"))
            #expect(server.requests.isEmpty)
        }
    }

    @Test func linesEndWhereTheirBytesDo() throws {
        let tasks = ["{\"payload\":\"a\u{2028}b\u{85}c\"}", #"{"payload":2}"#]
        let lines = try BatchImport.items(Array("\(tasks[0])\r\n \r\n\(tasks[1])".utf8))
        #expect(lines.map { String(decoding: $0.text, as: UTF8.self) } == tasks)
        #expect(lines.map(\.line) == [1, 3])
        let failure = #expect(throws: Failure.self) {
            try BatchImport.items(Array(#"{"payload":""#.utf8) + [0xFF, 0x22, 0x7D])
        }
        #expect(failure?.message.contains("line 1 is not valid JSON") == true)
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
            let lines = try BatchImport.items(Array(run.output.utf8))
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
        #expect(WritableFields.of(task).compact == definition)
    }

    // MARK: From other schedulers

    private static func puts(_ answers: [StubServer.Answer]) -> [String: [StubServer.Answer]] {
        var result: [String: [StubServer.Answer]] = [:]
        for name in [jobName, otherName] { result["PUT /tasks/by-name/\(name)"] = answers }
        return result
    }

    private static let made = StubServer.Answer(#"{"message":"made","task_id":"1"}"#, status: 201)
    private static let same = StubServer.Answer(#"{"message":"Task is the same already","task_id":"1"}"#)
    private static let jobName = ImportNames.name(prefix: "tab", key: "job.\(ImportNames.hash(["", "job", ""]))")
    private static let otherName = ImportNames.name(prefix: "tab", key: "other.\(ImportNames.hash(["", "other", ""]))")

    private func place(_ crontab: String) -> ToolRun.Place {
        .init(files: ["tab": CommandEnvironment.File(bytes: Array(crontab.utf8))])
    }

    @Test func aCrontabIsImported() async throws {
        try await StubServer.with(Self.puts([Self.made])) { server in
            let run = await ToolRun.run(
                "import", "--crontab", "tab", "--action", "sh", at: server, in: place("# x\n0 9 * * 1 job\n"))
            #expect(run.status == 0, "\(run.errors)")
            #expect(run.output == "imported 1 of 1 tasks: 1 created\n")
            #expect(server.lines == ["PUT /tasks/by-name/\(Self.jobName)"])
            #expect(
                server.requests.first?.body
                    == #"{"action":"sh","payload":{"command":"job"},"recurrence":{"cron":"0 9 * * 1"},"timezone":"UTC"}"#
            )
        }
    }

    @Test func aSecondImportDoublesNothing() async throws {
        try await StubServer.with(Self.puts([Self.made, Self.same])) { server in
            let tab = place("0 9 * * 1 job\n@daily other\n")
            let first = await ToolRun.run("import", "--crontab", "tab", at: server, in: tab)
            let second = await ToolRun.run("import", "--crontab", "tab", at: server, in: tab)
            #expect(first.output == "imported 2 of 2 tasks: 2 created\n")
            #expect(second.output == "imported 2 of 2 tasks: 2 unchanged\n")
            #expect(server.lines.prefix(2) == server.lines.suffix(2))
        }
    }

    @Test func whatIsGoneFromTheFileIsDeleted() async throws {
        var answers = Self.puts([Self.same])
        let tasks = [Self.jobName, Self.otherName, "tab.gone.1"].enumerated().map {
            #"{"task_id":"\#($0)","name":"\#($1)"}"#
        }
        answers["GET /tasks"] = [.init(#"{"tasks":[\#(tasks.joined(separator: ","))]}"#)]
        answers["DELETE /tasks/2"] = [.init()]
        // A line that can't be read still has its task.
        try await StubServer.with(answers) { server in
            let run = await ToolRun.run(
                "import", "--crontab", "tab", "--replace", at: server, in: place("0 9 * * 1 job\n0 9 32 * * other\n"))
            #expect(run.status == 3)
            #expect(run.output == "imported 1 of 1 tasks: 1 unchanged, 1 deleted\n")
            #expect(
                server.lines.suffix(2) == [
                    "GET /tasks?status=scheduled%2Crunning%2Cpaused&name_prefix=tab.&limit=1000", "DELETE /tasks/2",
                ])
        }
    }

    @Test func aDryRunShowsAndSendsNothing() async throws {
        try await StubServer.with { server in
            let run = await ToolRun.run(
                "import", "--crontab", "-", "--dry-run", at: server, in: .init(input: "0 9 * * * job\n"))
            #expect(run.status == 0)
            #expect(
                run.output == """
                    FROM    NAME                  DOES  RUNS                       FIRST
                    line 1  stdin.job.\(ImportNames.hash(["", "job", ""]))  job   every day at 09:00 in UTC  2026-06-11 09:00  in 21 h

                    """)
            #expect(server.requests.isEmpty)
        }
    }

    @Test func whatCantBeTakenIsNamedAndTheRestIsMade() async throws {
        try await StubServer.with(Self.puts([Self.made])) { server in
            let tab = place("@reboot a\n0 9 32 * * b\n@daily job\n")
            let run = await ToolRun.run("import", "--crontab", "tab", at: server, in: tab)
            #expect(run.status == 3)
            #expect(run.output == "imported 1 of 1 tasks: 1 created\n")
            #expect(run.errors.contains("warning: tab:1: left out: @reboot is not supported"))
            #expect(run.errors.contains("warning: tab:2: left out: day of month"))
            #expect(run.errors.contains("      0 9 32 * *\n          ^\n"))
            let strict = await ToolRun.run("import", "--crontab", "tab", "--strict", at: server, in: tab)
            #expect(strict.status == 2 && strict.output.isEmpty)
            #expect(strict.errors.contains("2 of the file's entries or settings can't be imported; nothing was sent"))
            let dry = await ToolRun.run("import", "--crontab", "tab", "--dry-run", at: server, in: tab)
            #expect(dry.status == 3 && dry.output.contains("every day"))
            #expect(server.requests.count == 1)
        }
    }

    @Test func whatTheServerRefusesIsNamed() async throws {
        var answers = Self.puts([Self.made])
        answers["PUT /tasks/by-name/\(Self.jobName)"] = [
            .init(#"{"status":422,"detail":"no","errors":[{"pointer":"/group","detail":"is bad"}]}"#, status: 422)
        ]
        try await StubServer.with(answers) { server in
            let run = await ToolRun.run(
                "import", "--crontab", "tab", at: server, in: place("@daily job\n@daily other\n"))
            #expect(run.status == 1)
            #expect(run.errors.hasPrefix("tab:1: /group is bad\n"))
            #expect(run.output == "imported 1 of 2 tasks: 1 created, 1 failed\n")
        }
    }

    @Test func atomicIsOneRequest() async throws {
        try await StubServer.with(["POST /tasks/batch": [results(2)]]) { server in
            let run = await ToolRun.run(
                "import", "--crontab", "tab", "--atomic", at: server, in: place("@daily job\n@daily other\n"))
            #expect(run.status == 0, "\(run)")
            #expect(server.lines == ["POST /tasks/batch?atomic=true"])
            #expect(server.requests[0].body.contains(#""name":"\#(Self.jobName)""#))
        }
    }

    @Test func whatIsInUTF16IsSaid() async throws {
        let file = CommandEnvironment.File(bytes: [0xFF, 0xFE, 0x40, 0])
        let run = await ToolRun.run("import", "--crontab", "tab", "--dry-run", in: .init(files: ["tab": file]))
        #expect(run.status == 2 && run.errors.contains("tab must be UTF-8, but is UTF-16"))
    }

    @Test(arguments: [
        ["import"], ["import", "a", "--ics", "b"], ["import", "--ics", "a", "--systemd", "b"],
        ["import", "a", "--replace"], ["import", "--ics", "a", "--system"], ["import", "a", "--tag", "x"],
        ["import", "--ics", "a", "--action", "webhook"], ["import", "--ics", "a", "--target", "http://a"],
        ["import", "--ics", "a", "--atomic", "--replace"], ["import", "--ics", "a", "--prefix", "ä"],
        ["import", "--crontab", "a", "--system", "--user-crontab"],
    ])
    func flagsThatDoNotFitAreRefused(arguments: [String]) async {
        let run = await ToolRun.run(list: arguments)
        #expect(run.status == 2 && !run.errors.isEmpty)
    }

    @Test func aWebhookIsSentWhatAnEntrySays() async throws {
        let run = await ToolRun.run(
            "import", "--crontab", "-", "--dry-run", "--json", "--action", "webhook", "--target", "http://a/b",
            in: .init(input: "@daily job"))
        let task = try JSONValue(parsing: run.output.utf8)
        #expect(task["payload"]?.compact == #"{"url":"http://a/b","data":{"command":"job"}}"#)
        let message = await ToolRun.run(
            "import", "--crontab", "-", "--dry-run", "--json", "--action", "message", "--target", "ops",
            in: .init(input: "@daily job"))
        #expect(message.output.contains(#"{"channel":"ops","body":{"command":"job"}}"#))
    }
}
