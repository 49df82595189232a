import Foundation
import JSON
import Testing

@Suite("A backfill", .timeLimit(.minutes(20)))
struct BackfillTests {
    private static let hour = 3600.0

    /// The last full hour but so many.
    private static func hour(_ ago: Int) -> Date {
        let last = (Date().timeIntervalSince1970 / hour).rounded(.down)
        return Date(timeIntervalSince1970: (last - Double(ago)) * hour)
    }

    private func backfill(_ id: String, in stack: Stack) async throws -> JSONValue {
        let answer = try await stack.client.request("GET", "/tasks/\(id)/backfill")
        guard answer.status == 200, let backfill = answer.json?["backfill"] else { return .null }
        return backfill
    }

    @Test("runs each past occurrence once, also when the scheduler is killed twice in its middle")
    func killed() async throws {
        let options = StackOptions(scheduler: ["CARILLON_FAULT": "backfill-stepped:5"])
        try await withStack(options) { stack in
            let answer = try await stack.client.request(
                "POST", "/tasks",
                body: """
                    {"action":"webhook","payload":{"url":"\(stack.receiver.url())"},"overlap":"allow",
                     "recurrence":{"cron":"0 * * * *"}}
                    """)
            let id = try #require(answer.json?["task_id"]?.string, "\(answer)")
            let (from, to) = (Self.hour(62), Self.hour(2))
            let range = #""from":"\#(from.rfc3339)","to":"\#(to.rfc3339)""#
            let path = "/tasks/\(id)/backfill"
            let dry = try await stack.client.request("POST", path, body: "{\(range)}")
            #expect(dry.status == 200 && dry.json?["backfill"]?["runs"]?.int == 60, "\(dry)")
            let body = #"{\#(range),"pace_per_second":20,"dry_run":false}"#
            func begin() async throws -> HTTPAnswer {
                try await stack.client.request("POST", path, body: body, headers: ["Idempotency-Key": "b-1"])
            }
            let first = try await begin()
            #expect(first.status == 202 && first.headers["idempotent-replayed"] == nil, "\(first)")
            #expect(await stack.scheduler.ended() == -9, "it died by itself")
            try await stack.scheduler.start(without: "CARILLON_FAULT")
            try await stack.waitUntilReady()
            let again = try await begin()
            #expect(again.status == 202 && again.headers["idempotent-replayed"] == "true", "\(again)")
            #expect(again.body == first.body)
            let another = try await stack.client.request("POST", path, body: body)
            try await wait(until: "a half has run", timeout: .seconds(60)) { stack.receiver.count >= 30 }
            await stack.scheduler.kill()
            try await stack.scheduler.start(without: "CARILLON_FAULT")
            try await stack.waitUntilReady()
            try await wait(until: "all runs are made", timeout: .seconds(60)) {
                try await backfill(id, in: stack)["state"]?.string == "done"
            }
            let expected = (2..<62).map { Self.hour($0 + 1) }.filter { $0 >= from && $0 < to }.map(\.rfc3339)
            func past() async throws -> [JSONValue] {
                try await stack.client.runs(id).filter { $0["backfill"] == .bool(true) }
            }
            try await wait(until: "all have succeeded", timeout: .seconds(60)) {
                try await past().filter { $0["state"]?.string == "succeeded" }.count == 60
            }
            let runs = try await past()
            #expect(runs.count == 60)
            #expect(Set(runs.compactMap { $0["scheduled_for"]?.string }).count == 60)
            let keys = stack.receiver.requests.compactMap(\.idempotencyKey)
            let own = keys.filter { key in expected.contains { key == "\(id)/\($0)" } }
            #expect(own.count == 60 && Set(own).count == 60, "an occurrence ran twice, or not at all")
            let ended = try await backfill(id, in: stack)
            #expect(ended["made"]?.int == 60 && ended["runs"]?.int == 60, "\(ended)")
            // It was under way, or it is over, and then nothing is left.
            #expect(another.status == 409, "\(another)")
            let left = try await stack.client.request("POST", path, body: "{\(range)}")
            #expect(left.json?["backfill"]?["runs"]?.int == 0, "\(left)")
            #expect(left.json?["backfill"]?["left_out"]?["already_run"]?.int == 60, "\(left)")
        }
    }

    @Test("goes on beside the schedule, waits while the task is paused, and ends when it is told to")
    func beside() async throws {
        try await withStack { stack in
            let answer = try await stack.client.request(
                "POST", "/tasks",
                body: """
                    {"action":"webhook","payload":{"url":"\(stack.receiver.url())"},"name":"tick",
                     "recurrence":{"cron":"* * * * * *"}}
                    """)
            let id = try #require(answer.json?["task_id"]?.string, "\(answer)")
            let from = Self.hour(3)
            let to = Date(timeInterval: 20, since: from)
            let carillon = CommandLineTool(stack)
            let times = ["--from", from.rfc3339, "--to", to.rfc3339]
            let dry = try await carillon("backfill", "tick", times[0], times[1], times[2], times[3])
            #expect(dry.status == 0 && dry.output.contains("would run 20 occurrences of tick"), "\(dry)")
            let begun = try await carillon(
                "backfill", "tick", times[0], times[1], times[2], times[3], "--pace", "50", "--yes")
            #expect(begun.status == 0 && begun.output.contains("backfilling 20 occurrences"), "\(begun)")
            func arrived() -> (past: Set<String>, live: Set<String>) {
                let all = stack.receiver.requests.compactMap { $0.idempotencyKey?.split(separator: "/").last }
                    .map(String.init)
                return (Set(all.filter { $0 < to.rfc3339 }), Set(all.filter { $0 >= to.rfc3339 }))
            }
            try await wait(until: "the past has run", timeout: .seconds(60)) { arrived().past.count == 20 }
            let live = arrived().live.count
            try await wait(until: "the schedule goes on", timeout: .seconds(60)) { arrived().live.count > live + 1 }
            let keys = stack.receiver.requests.compactMap(\.idempotencyKey)
            #expect(Set(keys).count == keys.count, "an occurrence ran twice")

            let path = "/tasks/\(id)/backfill"
            let long = #"{"from":"\#(Self.hour(2).rfc3339)","max":1000,"dry_run":false}"#
            #expect(try await stack.client.request("POST", path, body: long).status == 202)
            #expect(try await stack.client.request("POST", "/tasks/\(id)/pause").status == 200)
            #expect(try await backfill(id, in: stack)["state"]?.string == "running")
            #expect(try await stack.client.request("POST", path, body: long).status == 409)
            #expect(try await stack.client.request("DELETE", path).status == 200)
            #expect(try await stack.client.request("DELETE", path).status == 404)
            #expect(try await backfill(id, in: stack)["state"]?.string == "cancelled")
            #expect(try await stack.client.request("POST", path, body: long).status == 202)
            #expect(try await stack.client.delete(id).status == 200)
            #expect(try await stack.client.request("GET", path).status == 404)
            #expect(try await stack.client.request("POST", path, body: long).status == 404)
            let once = try await stack.client.create(.webhook(stack.receiver.url(), at: Date(timeIntervalSinceNow: 99)))
            let refused = try await stack.client.request("POST", "/tasks/\(once)/backfill", body: long)
            #expect(refused.status == 409 && refused.body.contains("does not recur"), "\(refused)")
        }
    }
}
