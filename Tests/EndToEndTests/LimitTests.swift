import Foundation
import JSON
import Testing

@Suite("A limit", .timeLimit(.minutes(20)))
struct LimitTests {
    /// Tasks that come due one after another, ten milliseconds apart, after all of them are there.
    private func drafts(_ count: Int, _ more: String = "", in stack: Stack) -> [TaskDraft] {
        let due = Date(timeIntervalSinceNow: 3)
        return (0..<count).map { index in
            .webhook(stack.receiver.url(), at: due.addingTimeInterval(Double(index) / 100), more)
        }
    }

    /// When the scheduler took each of these, in milliseconds, in the order of their due times.
    private func claims(_ ids: [String], _ stack: Stack) async throws -> [Int] {
        var claims: [(due: String, claimed: Date)] = []
        for id in ids {
            let task = try await stack.client.task(id)
            claims.append(
                (
                    try #require(task["run_at"]?.string),
                    try Date(rfc3339: try #require(task["last_run"]?["queued_at"]?.string))
                ))
        }
        return claims.sorted { $0.due < $1.due }.map { Int(($0.claimed.timeIntervalSince1970 * 1000).rounded()) }
    }

    /// The most that there are in any one second.
    private func mostInASecond(_ times: [Int]) -> Int {
        let times = times.sorted()
        var (most, first) = (0, 0)
        for (index, time) in times.enumerated() {
            while times[first] <= time - 1000 { first += 1 }
            most = max(most, index - first + 1)
        }
        return most
    }

    @Test("of so many at once is kept, in the order in which they are due, and late ones say so")
    func atOnce() async throws {
        try await withStack { stack in
            let client = stack.client
            try await client.setLimit("host:\(stack.receiver.host)", #"{"max_concurrent":2}"#)
            stack.receiver.answer(ReceiverAnswer(delay: .milliseconds(300)))
            let ids = try await Burst.create(drafts(20, in: stack), in: stack)
            try await client.waitUntilLimited(ids)
            try await Burst.expectAll(ids, completedIn: stack)
            #expect(stack.receiver.mostAtOnce == 2)
            let claims = try await claims(ids, stack)
            #expect(claims == claims.sorted())
            // The last can't have begun before the nine pairs before it had ended.
            let last = try #require(stack.receiver.requests.last?.taskID)
            #expect(try await client.task(last)["last_run"]?["late_reason"]?.string == "limited")
        }
    }

    @Test("of so many a second is kept in any second, and none is lost")
    func perSecond() async throws {
        try await withStack { stack in
            try await stack.client.setLimit("host:\(stack.receiver.host)", #"{"per_second":20}"#)
            let ids = try await Burst.create(drafts(40, in: stack), in: stack)
            try await Burst.expectAll(ids, completedIn: stack)
            // Times are in whole milliseconds.
            #expect(mostInASecond(try await claims(ids, stack)) <= 21)
            // On the way to the receiver some may catch up with others.
            let arrivals = stack.receiver.requests.map { Int($0.arrival.timeIntervalSince1970 * 1000) }
            #expect(mostInASecond(arrivals) <= 30)
        }
    }

    @Test("of one host holds up no other")
    func otherHosts() async throws {
        try await withStack { stack in
            try await Receiver.with { other in
                try await stack.client.setLimit("host:\(stack.receiver.host)", #"{"max_concurrent":1}"#)
                stack.receiver.answer(.held)
                let slow = try await Burst.create(Burst.webhooks(10, to: stack.receiver), in: stack)
                let fast = try await Burst.create(Burst.webhooks(50, to: other), in: stack)
                try await stack.client.waitUntilCompleted(fast)
                #expect(stack.receiver.count == 1)
                #expect(Set(try await stack.client.ids("scheduled")).intersection(slow).count == 9)
                let limit = try #require(try await stack.client.limit("host:\(stack.receiver.host)"))
                #expect(limit["max_concurrent"]?.int == 1 && limit["outstanding"]?.int == 1, "\(limit)")
                #expect(limit["waiting_since"]?.string != nil, "\(limit)")
                stack.receiver.answer(ReceiverAnswer())
                stack.receiver.release()
                try await Burst.expectAll(slow, completedIn: stack)
                #expect(stack.receiver.mostAtOnce == 1)
            }
        }
    }

    @Test("of a host without a port is for all its ports")
    func allPorts() async throws {
        try await withStack { stack in
            try await Receiver.with { other in
                try await stack.client.setLimit("host:127.0.0.1", #"{"max_concurrent":1}"#)
                stack.receiver.answer(.held)
                other.answer(.held)
                let first = try await Burst.create(Burst.webhooks(1, to: stack.receiver), in: stack)
                try await wait(until: "the webhook has arrived") { stack.receiver.count == 1 }
                let second = try await Burst.create(Burst.webhooks(1, to: other), in: stack)
                try await stack.client.waitUntilLimited(second)
                #expect(other.count == 0)
                stack.receiver.release()
                try await wait(until: "the other webhook has arrived") { other.count == 1 }
                other.release()
                try await stack.client.waitUntilCompleted(first + second)
            }
        }
    }

    @Test("of a group is for all its actions, and for no other group")
    func group() async throws {
        try await withStack { stack in
            let client = stack.client
            try await client.setLimit("group:billing", #"{"max_concurrent":1}"#)
            stack.receiver.answer("/billing", .held)
            let billing = #""group":"billing""#
            let first = try await client.create(.webhook(stack.receiver.url("/billing"), billing))
            try await wait(until: "the webhook has arrived") { stack.receiver.count == 1 }
            let second = try await client.create(
                TaskDraft(
                    action: "message", payload: #"{"channel":"a","body":1}"#, runAt: Date().rfc3339, more: billing))
            try await client.waitUntilLimited([second])
            let others = [
                try await client.create(.webhook(stack.receiver.url("/other"))),
                try await client.create(.message("b", body: "2")),
            ]
            try await client.waitUntilCompleted(others)
            #expect(try await client.task(second)["status"]?.string == "scheduled")
            stack.receiver.release()
            try await client.waitUntilCompleted([first, second])
        }
    }

    @Test("is kept when the scheduler dies")
    func crash() async throws {
        try await withStack { stack in
            let name = "host:\(stack.receiver.host)"
            try await stack.client.setLimit(name, #"{"max_concurrent":2}"#)
            stack.receiver.answer(ReceiverAnswer(delay: .milliseconds(100)))
            let ids = try await Burst.create(Burst.webhooks(40, to: stack.receiver), in: stack)
            for arrived in [8, 20] {
                try await wait(until: "\(arrived) webhooks have arrived") { stack.receiver.count >= arrived }
                try await stack.scheduler.crash()
            }
            try await Burst.expectAll(ids, completedIn: stack)
            #expect(stack.receiver.mostAtOnce <= 2)
            #expect(try await stack.client.limit(name)?["max_concurrent"]?.int == 2)
        }
    }

    @Test("that is raised lets more run, and one that is deleted everything")
    func deleting() async throws {
        try await withStack { stack in
            let (client, name) = (stack.client, "host:\(stack.receiver.host)")
            try await client.setLimit(name, #"{"max_concurrent":1}"#)
            stack.receiver.answer(.held)
            let ids = try await Burst.create(Burst.webhooks(10, to: stack.receiver), in: stack)
            try await wait(until: "one is under way") { stack.receiver.heldCount == 1 }
            try await client.waitUntilLimited(ids)
            try await client.setLimit(name, #"{"max_concurrent":3}"#)
            try await wait(until: "three are under way") { stack.receiver.heldCount == 3 }
            #expect(try await client.request("GET", "/limits/\(name)").json?["limit"]?["outstanding"]?.int == 3)
            let deleted = try await client.request("DELETE", "/limits/\(name)")
            #expect(deleted.status == 200 && deleted.body == #"{"message":"Limit deleted successfully"}"#)
            try await wait(until: "all are under way") { stack.receiver.heldCount == 10 }
            for method in ["GET", "DELETE"] {
                #expect(try await client.request(method, "/limits/\(name)").status == 404)
            }
            stack.receiver.release()
            try await Burst.expectAll(ids, completedIn: stack)
        }
    }
}
