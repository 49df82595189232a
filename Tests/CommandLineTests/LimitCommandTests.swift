import JSON
import Testing

@testable import CommandLine

/// The output for limits and for cancelled tasks.
struct LimitCommandTests {
    @Test func limitsAreATable() async throws {
        let answer = StubServer.Answer(
            #"""
            {"limits":[
             {"name":"group:billing","per_second":0.5,"updated_at":"2026-06-10T11:00:00.000Z","outstanding":0},
             {"name":"host:api.example.com","max_concurrent":10,"per_second":50.0,
              "updated_at":"2026-06-10T11:00:00.000Z","outstanding":10,"waiting_since":"2026-06-10T11:57:00.000Z"},
             {"name":"host:down.example.com","outstanding":1,
              "slowed":{"until":"2026-06-10T12:00:40.000Z","max_concurrent":1}},
             {"name":"host:silent.example.com","outstanding":128,"waiting_since":"2026-06-10T11:57:00.000Z",
              "fair_share":{"slots":256}},
             {"name":"host:up.example.com","outstanding":4,
              "slowed":{"until":"2026-06-10T11:00:40.000Z","max_concurrent":4}}]}
            """#)
        try await StubServer.with(["GET /limits": [answer]]) { server in
            let run = await ToolRun.run("limits", at: server)
            #expect(
                run.output == """
                    NAME                     MAX CONCURRENT  PER SECOND  OUTSTANDING       WAITING SINCE  SLOWED UNTIL
                    group:billing                            0.5         0
                    host:api.example.com     10              50          10                3 min ago
                    host:down.example.com                                1                                in 40 s
                    host:silent.example.com                              128 of 256 slots  3 min ago
                    host:up.example.com                                  4                                now 4 at once

                    """)
            let json = await ToolRun.run("limits", "--json", at: server)
            let document = try JSONValue(parsing: json.output.utf8)
            #expect(document["limits"]?.array?.count == 5)
        }
    }

    @Test func aLimitIsSet() async throws {
        let path = "PUT /limits/host%3Aapi.example.com"
        let answer = StubServer.Answer(#"{"limit":{"name":"host:api.example.com","max_concurrent":10}}"#)
        try await StubServer.with([path: [answer]]) { server in
            let both = await ToolRun.run(
                "limits", "set", "host:api.example.com", "--max-concurrent", "10", "--per-second", "50", at: server)
            #expect(both.status == 0)
            #expect(both.output == "set host:api.example.com\n")
            #expect(server.requests.last?.body == #"{"max_concurrent":10,"per_second":50.0}"#)
            _ = await ToolRun.run("limits", "set", "host:api.example.com", "--per-second", "0.5", at: server)
            #expect(server.requests.last?.body == #"{"per_second":0.5}"#)
            #expect(server.lines == [path, path])
            for arguments in [[], ["--per-second", "nan"], ["--max-concurrent", "many"]] {
                let run = await ToolRun.run(list: ["limits", "set", "host:api.example.com"] + arguments, at: server)
                #expect(run.status == 2, "\(arguments)")
            }
            #expect(server.requests.count == 2)
        }
    }

    @Test func anErrorNamesTheFlag() async throws {
        let problem = #"""
            {"status":422,"detail":"nothing was stored: see the errors",
             "errors":[{"pointer":"/max_concurrent","detail":"must be a whole number from 1 to 100000"}]}
            """#
        try await StubServer.with(["PUT /limits/group%3Aa": [.init(problem, status: 422)]]) { server in
            let run = await ToolRun.run("limits", "set", "group:a", "--max-concurrent", "0", at: server)
            #expect(run.status == 1)
            #expect(run.errors.contains("--max-concurrent: must be a whole number from 1 to 100000"))
        }
    }

    @Test func whatIsCancelledIsTold() async throws {
        let (ended, running) = ("01a20a32-2089-740f-a0fb-5baf5e5b6f0b", "01a20a32-2089-740f-a0fb-5baf5e5b6f0c")
        let answers: [String: [StubServer.Answer]] = [
            "POST /tasks/\(ended)/cancel": [.init(#"{"message":"ok","run_ids":[]}"#)],
            "POST /tasks/\(running)/cancel": [.init(#"{"message":"ok","run_ids":["r1","r2"]}"#, status: 202)],
        ]
        try await StubServer.with(answers) { server in
            let run = await ToolRun.run("cancel", ended, running, at: server)
            #expect(run.status == 0)
            #expect(
                run.output
                    == "cancelled \(ended)\ncancelled \(running), told run r1 to stop, told run r2 to stop\n")
        }
    }
}
