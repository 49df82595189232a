import Foundation
import JSON
import TestSupport
import Testing

@Suite("A webhook that fails", .timeLimit(.minutes(20)))
struct WebhookFailureTests {
    private static let once = #""retry":{"max_attempts":1}"#

    @Test("with another status than 2xx says so, with the first 4 KiB of the body")
    func status() async throws {
        try await withStack { stack in
            let body = String(repeating: "0123456789abcdef", count: 1000)
            stack.receiver.answer(ReceiverAnswer(status: 500, body: body))
            let id = try await stack.client.create(.webhook(stack.receiver.url(), Self.once))
            let task = try await stack.client.wait(for: id, toBe: "failed")
            #expect(task["error"]?["code"]?.string == "http_status")
            #expect(task["last_run"]?["state"]?.string == "dead")
            #expect(task["last_run"]?["error"]?["code"]?.string == "http_status")
            #expect(task["last_run"]?["output"]?["status"]?.int == 500)
            #expect(task["last_run"]?["output"]?["body"]?.string == String(body.prefix(4096)))
            #expect(stack.receiver.count == 1)
        }
    }

    @Test("for want of a receiver is a connection error")
    func refused() async throws {
        try await withStack { stack in
            let id = try await stack.client.create(.webhook("http://127.0.0.1:\(try freePort())/", Self.once))
            let task = try await stack.client.wait(for: id, toBe: "failed")
            #expect(task["error"]?["code"]?.string == "connection_error")
        }
    }

    @Test("for want of a receiver is a connection error, not a timeout, when its time is short")
    func refusedSoon() async throws {
        try await withStack { stack in
            let id = try await stack.client.create(
                .webhook("http://127.0.0.1:\(try freePort())/", #""timeout_seconds":1,"# + Self.once))
            let task = try await stack.client.wait(for: id, toBe: "failed")
            #expect(task["error"]?["code"]?.string == "connection_error")
        }
    }

    @Test("to answer in time is a timeout")
    func timeout() async throws {
        try await withStack { stack in
            stack.receiver.answer(.held)
            let id = try await stack.client.create(
                .webhook(stack.receiver.url(), #""timeout_seconds":1,"# + Self.once))
            let task = try await stack.client.wait(for: id, toBe: "failed")
            #expect(task["error"]?["code"]?.string == "timeout")
            #expect(stack.receiver.count == 1)
        }
    }

    @Test("is tried again, not before the receiver asks for it, under the same idempotency key")
    func retry() async throws {
        try await withStack { stack in
            stack.receiver.answer(
                "/flaky", ReceiverAnswer(status: 503, headers: ["Retry-After": "1"]), ReceiverAnswer(status: 200))
            let retry = #""retry":{"max_attempts":3,"initial_seconds":0,"jitter":"none"}"#
            let id = try await stack.client.create(.webhook(stack.receiver.url("/flaky"), retry))
            let task = try await stack.client.wait(for: id, toBe: "completed")
            let requests = stack.receiver.requests
            #expect(requests.map { $0.headers["carillon-attempt"] } == ["1", "2"])
            #expect(Set(requests.map(\.idempotencyKey)).count == 1)
            #expect(Set(requests.map { $0.headers["carillon-scheduled-for"] }).count == 1)
            let (first, second) = (try #require(requests.first), try #require(requests.last))
            #expect(second.arrival >= first.arrival.addingTimeInterval(1))
            #expect(task["attempt"]?.int == 2)
            #expect(task["error"] == nil)
            #expect(task["last_run"]?["attempt"]?.int == 2)
            #expect(task["last_run"]?["state"]?.string == "succeeded")
        }
    }

    @Test("waits for its next attempt as a scheduled task that tells why")
    func waitsForRetry() async throws {
        try await withStack { stack in
            stack.receiver.answer(ReceiverAnswer(status: 503, headers: ["Retry-After": "3600"]))
            let id = try await stack.client.create(.webhook(stack.receiver.url()))
            try await wait(until: "it failed once") {
                let task = try await stack.client.task(id)
                return task["attempt"]?.int == 2 && task["status"]?.string == "scheduled"
            }
            let task = try await stack.client.task(id)
            #expect(task["error"]?["code"]?.string == "http_status")
            #expect(task["last_run"]?["state"]?.string == "failed")
            let again = try Date(rfc3339: try #require(task["retry_at"]?.string))
            let first = try #require(stack.receiver.requests.first)
            #expect(again >= first.arrival.addingTimeInterval(3600))
        }
    }

    @Test("is a redirect too: it is not followed")
    func redirect() async throws {
        try await withStack { stack in
            stack.receiver.answer(
                "/moved", ReceiverAnswer(status: 307, headers: ["Location": stack.receiver.url("/elsewhere")]))
            let id = try await stack.client.create(.webhook(stack.receiver.url("/moved"), Self.once))
            let task = try await stack.client.wait(for: id, toBe: "failed")
            #expect(task["error"]?["code"]?.string == "http_status")
            #expect(task["last_run"]?["output"]?["status"]?.int == 307)
            #expect(stack.receiver.requests.map(\.path) == ["/moved"])
        }
    }
}
