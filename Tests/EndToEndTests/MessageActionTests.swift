import Foundation
import JSON
import Testing

@Suite("The action message", .timeLimit(.minutes(20)))
struct MessageActionTests {
    @Test("publishes its body to the channel, where the inbox keeps it")
    func inbox() async throws {
        try await withStack { stack in
            let body = #"{"text":"disk full","level":3}"#
            let id = try await stack.client.create(.message("ops.alerts", body: body))
            try await stack.client.wait(for: id, toBe: "completed")
            let messages = try await stack.broker.take(from: "carillon.messages.inbox")
            #expect(messages.count == 1)
            let message = try #require(messages.first)
            #expect(message.exchange == "carillon.messages")
            #expect(message.routingKey == "ops.alerts")
            #expect(message.properties["delivery_mode"]?.int == 2)
            #expect(message.properties["content_type"]?.string == "application/json")
            let json = try JSONValue(parsing: message.body.utf8)
            #expect(json.keys == ["channel", "body"])
            #expect(json["channel"]?.string == "ops.alerts")
            #expect(json["body"] == (try JSONValue(parsing: body.utf8)))
        }
    }
}
