import Foundation
import JSON
import Testing

@Suite("A host that answers 503", .timeLimit(.minutes(20)))
struct SlowedHostTests {
    private static let again = #""retry":{"max_attempts":100,"initial_seconds":0,"jitter":"none"}"#

    @Test("gets one request at a time, not before it asks for it, while others get theirs")
    func slowed() async throws {
        try await withStack { stack in
            try await Receiver.with { other in
                let (client, name) = (stack.client, "host:\(stack.receiver.host)")
                stack.receiver.answer(ReceiverAnswer(status: 503, headers: ["Retry-After": "1"]))
                var slow = [try await client.create(.webhook(stack.receiver.url(), Self.again))]
                try await wait(until: "\(name) is slowed") {
                    try await client.limit(name)?["slowed"]?["until"]?.string != nil
                }
                let limit = try #require(try await client.limit(name))
                #expect(limit["max_concurrent"] == nil, "\(limit)")
                slow += try await Burst.create(
                    (0..<9).map { _ in .webhook(stack.receiver.url(), Self.again) }, in: stack)
                try await client.waitUntilLimited(slow)

                let fast = try await Burst.create(Burst.webhooks(50, to: other), in: stack)
                try await client.waitUntilCompleted(fast)
                #expect(other.count == 50)

                try await wait(until: "it was asked some times") { stack.receiver.count >= 4 }
                let arrivals = stack.receiver.requests.map(\.arrival)
                for (first, second) in zip(arrivals, arrivals.dropFirst()) {
                    #expect(second >= first.addingTimeInterval(1))
                }
                #expect(stack.receiver.mostAtOnce == 1)

                stack.receiver.answer(ReceiverAnswer())
                try await client.waitUntilCompleted(slow)
            }
        }
    }
}
