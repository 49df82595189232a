import Testing
import Timekeeping

@testable import CommandLine

/// `carillon logs`.
@Suite(.timeLimit(.minutes(10))) struct LogsTests {
    private static let task = "01970000-0000-7000-8000-000000000001"

    private static func frame(_ id: Int, _ type: String, _ more: String = "") -> String {
        """
        id: \(id)
        event: \(type)
        data: {"id":\(id),"type":"\(type)","at":"2026-06-10T12:00:00.5Z","task_id":"\(task)",\
        "action":"webhook","group":"default"\(more)}


        """
    }

    private static let opening = "retry: 1000\n: open\n\n"
    private static func upToDate(_ id: Int) -> String { ": up to date\nid: \(id)\n\n" }

    @Test func whatIsKeptIsShownAndThatIsAll() async throws {
        let stream =
            Self.opening + Self.frame(1, "task.created", #","name":"nightly""#)
            + Self.frame(
                2, "run.finished",
                #","attempt":2,"state":"failed","error":{"code":"timeout","message":"too\nslow"}"#
                    + #","next_at":"2026-06-10T12:01:00Z""#) + Self.upToDate(7)
            // Not shown: the command has ended before.
            + Self.frame(8, "task.deleted")
        try await StubServer.with(["GET /events": [.init(stream)]]) { server in
            var place = ToolRun.Place()
            place.zone = try #require(Zone(identifier: "Europe/Berlin"))
            let run = await ToolRun.run("logs", "--group", "a,b", "--type", "run.finished", at: server, in: place)
            #expect(run.status == 0, "\(run.errors)")
            #expect(
                run.output == """
                    2026-06-10 14:00:00.500  task.created    nightly  webhook
                    2026-06-10 14:00:00.500  run.finished    \(Self.task)  webhook  failed  attempt 2  \
                    timeout: too\\nslow  next 2026-06-10 14:01:00.000

                    """)
            #expect(server.lines == ["GET /events?group=a%2Cb&type=run.finished"])
            #expect(server.requests[0].headers["last-event-id"] == "0")
            #expect(server.requests[0].headers["accept"] == "text/event-stream")
        }
    }

    @Test func jsonIsALineAnEvent() async throws {
        let stream = Self.opening + Self.frame(1, "task.created") + Self.upToDate(1)
        try await StubServer.with(["GET /events": [.init(stream)]]) { server in
            let run = await ToolRun.run("logs", "--json", "--after", "0", at: server)
            #expect(run.output.hasPrefix(#"{"id":1,"type":"task.created""#) && run.output.hasSuffix("}\n"))
        }
    }

    @Test func aStreamThatBreaksIsTakenUpAgain() async throws {
        let first = Self.opening + Self.upToDate(4) + Self.frame(5, "task.created")
        let answers: [StubServer.Answer] = [
            .init(first), .init("{}", status: 503), .init(Self.opening + ": ping\nid: 9\n\n"),
            .init(#"{"title":"Unauthorized","status":401,"detail":"the key was revoked"}"#, status: 401),
        ]
        try await StubServer.with(["GET /events": answers]) { server in
            var place = ToolRun.Place()
            let clock = FixedClock(at: ToolRun.now)
            place.clock = clock
            let run = await ToolRun.run("logs", "-f", at: server, in: place)
            #expect(run.status == 5)
            #expect(run.output.contains("task.created"))
            #expect(run.errors.contains("connecting again"))
            #expect(server.requests.map { $0.headers["last-event-id"] } == [nil, "5", "5", "9"])
            #expect(clock.sleeps == [.seconds(1), .seconds(2), .seconds(1)])
        }
    }

    @Test func aServerThatIsNotThereIsTold() async throws {
        try await StubServer.with(["GET /events": [.init("{}", status: 503)]]) { server in
            let run = await ToolRun.run("logs", "-f", at: server)
            #expect(run.status == 6)
            #expect(server.requests.count == 1)
        }
    }

    @Test func aTaskIsCalledByItsName() async throws {
        let task = #"{"task":{"task_id":"\#(Self.task)"}}"#
        let answers: [String: [StubServer.Answer]] = [
            "GET /tasks/by-name/nightly": [.init(task)], "GET /events": [.init(Self.opening + Self.upToDate(0))],
        ]
        try await StubServer.with(answers) { server in
            let run = await ToolRun.run("logs", "--task", "nightly", "--action", "webhook", at: server)
            #expect(run.status == 0 && run.output == "")
            #expect(server.lines.last == "GET /events?action=webhook&task_id=\(Self.task)")
        }
    }

    @Test func whatIsMissingIsTold() async throws {
        let gaps =
            "id: 20\nevent: gap\ndata: {\"type\":\"gap\",\"from\":8,\"to\":20}\n\n"
            + "id: 5\nevent: gap\ndata: {\"type\":\"gap\",\"from\":21,\"to\":5}\n\n"
        try await StubServer.with(["GET /events": [.init(Self.opening + gaps + Self.upToDate(5))]]) { server in
            let run = await ToolRun.run("logs", at: server)
            #expect(run.errors.contains("events 8 to 20 are no longer stored"))
            #expect(run.errors.contains("gone back to 5"))
            #expect(run.output == "")
        }
    }

    @Test func aWrongFlagIsNamed() async throws {
        let problem = #"""
            {"title":"Unprocessable Content","status":422,"detail":"the query can't be answered",\#
            "errors":[{"pointer":"type","detail":"must be one of task.created"}]}
            """#
        try await StubServer.with(["GET /events": [.init(problem, status: 422)]]) { server in
            let run = await ToolRun.run("logs", "--type", "x", at: server)
            #expect(run.status == 1)
            #expect(run.errors.contains("--type"))
            #expect(await ToolRun.run("logs", "--after", "-1", at: server).status == 2)
        }
    }

    @Test func streamsAreTakenApartWhereverTheyAreCut() throws {
        let text = "retry: 5\r\n: hi\r\n\r\nid:7\rdata: a\rdata:b\r\r\ndata\n\nevent: x\n\nid: 8\n"
        let whole: [ServerSentEvents.Block] = [
            .init(comments: ["hi"]), .init(id: "7", data: "a\nb"), .init(data: ""), .init(event: "x"),
        ]
        for size in 1...text.utf8.count {
            var events = ServerSentEvents()
            var blocks: [ServerSentEvents.Block] = []
            var rest = Array(text.utf8)[...]
            while !rest.isEmpty {
                blocks += try events.feed(rest.prefix(size))
                rest = rest.dropFirst(size)
            }
            #expect(blocks == whole, "\(size)")
        }
    }
}
