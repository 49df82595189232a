import Testing
import Timekeeping

@testable import CommandLine

/// Failures of the connection to the server.
struct APIClientTests {
    @Test(arguments: [
        (400, 1), (401, 5), (403, 5), (404, 3), (409, 4), (422, 1), (500, 6), (503, 6), (302, 1),
    ])
    func statusesBecomeExitStatuses(http: Int, exit: Int32) async throws {
        let answer = StubServer.Answer(
            #"{"status":\#(http),"detail":"no"}"#, status: http, headers: http == 302 ? ["Location": "/elsewhere"] : [:]
        )
        try await StubServer.with(["GET /keys": [answer]]) { server in
            let run = await ToolRun.run("keys", "ls", at: server)
            #expect(run.status == exit)
            #expect(run.errors.contains("no (HTTP \(http))"))
            #expect(server.requests.count == 1)
        }
    }

    @Test func noServer() async throws {
        // Not a port that was free a moment ago: another test may have taken it.
        let url = "http://127.0.0.1:1"
        let run = await ToolRun.run("ls", "--server", url)
        #expect(run.status == 6)
        #expect(run.errors.hasPrefix("error: can't reach \(url): it refuses connections"))
    }

    @Test func anAnswerThatIsNoJSON() async throws {
        try await StubServer.with(["GET /tasks": [.init("<html>")]]) { server in
            let run = await ToolRun.run("ls", at: server)
            #expect(run.status == 6)
            #expect(run.errors.contains("is not JSON"))
        }
    }

    @Test func tooManyRequestsAreSentAgain() async throws {
        let tooMany = StubServer.Answer(#"{"status":429}"#, status: 429, headers: ["Retry-After": "3"])
        try await StubServer.with(["GET /keys": [tooMany, tooMany, .init(#"{"keys":[]}"#)]]) { server in
            let clock = FixedClock(at: ToolRun.now)
            let run = await ToolRun.run("keys", "ls", at: server, in: .init(clock: clock))
            #expect(run.status == 0)
            #expect(clock.sleeps == [.seconds(3), .seconds(3)])
        }
        try await StubServer.with(["GET /keys": [tooMany]]) { server in
            let run = await ToolRun.run("keys", "ls", at: server)
            #expect(run.status == 6)
            #expect(server.requests.count == 5)
        }
    }

    @Test func theKeyIsNeverShown() async throws {
        let answer = StubServer.Answer(
            #"{"status":422,"detail":"ck_secret is odd","errors":[{"pointer":"/x","detail":"ck_secret"}]}"#, status: 422
        )
        try await StubServer.with(["GET /keys": [answer]]) { server in
            let place = ToolRun.Place(environment: ["CARILLON_KEY": "ck_secret"])
            for flags in [[], ["--json"], ["--verbose"]] {
                let run = await ToolRun.run(list: ["keys", "ls"] + flags, at: server, in: place)
                #expect(server.requests.last?.headers["authorization"] == "Bearer ck_secret")
                #expect(!(run.output + run.errors).contains("ck_secret"))
                #expect(run.errors.contains("(hidden)"))
            }
        }
    }

    @Test func verboseTellsWhatIsSent() async throws {
        try await StubServer.with(["GET /keys": [.init(#"{"keys":[]}"#)]]) { server in
            let run = await ToolRun.run("keys", "ls", "-v", at: server)
            #expect(run.errors.contains("GET \(server.url)/keys: 200\n"))
        }
    }

    @Test func warningsOfTheConfigFileAreTold() async throws {
        try await StubServer.with(["GET /keys": [.init(#"{"keys":[]}"#)]]) { server in
            let config = "server = \"\(server.url)\"\nkey = \"ck_secret\"\n"
            let place = ToolRun.Place(
                environment: ["HOME": "/h"],
                files: ["/h/.config/carillon/config.toml": .init(bytes: Array(config.utf8), isReadableByOthers: true)])
            let run = await ToolRun.run("keys", "ls", in: place)
            #expect(run.status == 0)
            #expect(run.errors.hasPrefix("warning: /h/.config/carillon/config.toml holds a key and others can read it"))
            #expect(server.requests[0].headers["authorization"] == "Bearer ck_secret")
        }
    }

    @Test func aTaskThatIsNotThere() async throws {
        try await StubServer.with { server in
            let run = await ToolRun.run("show", "nightly", at: server)
            #expect(run.status == 3)
            #expect(run.errors.hasPrefix("error: there is no live task \"nightly\"\n"))
        }
    }
}
