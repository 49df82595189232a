import Testing

@Suite("A message that cannot be understood", .timeLimit(.minutes(3)))
struct DeadLetterTests {
    private struct Address {
        var exchange: String
        var routingKey: String
        /// A type that the reader knows.
        var type: String
    }

    private static let addresses = [
        Address(
            exchange: "carillon.requests", routingKey: "tasks", type: "carillon.task.create.v1"),
        Address(
            exchange: "carillon.events", routingKey: "run.finished.webhook", type: "carillon.run.finished.v1"),
        Address(
            exchange: "carillon.actions", routingKey: "webhook", type: "carillon.run.requested.v1"),
    ]

    @Test("ends with the dead letters, and its reader goes on", arguments: addresses.indices)
    func deadLetter(_ index: Int) async throws {
        let address = Self.addresses[index]
        try await withStack { stack in
            let broker = stack.broker
            let bodies = ["not JSON", "{}", "[1]", #"{"run_id":7,"task_id":"x","deadline":true}"#]
            for body in bodies {
                try await broker.publish(
                    body, type: address.type, to: address.exchange, routingKey: address.routingKey)
            }
            try await broker.publish("{}", type: nil, to: address.exchange, routingKey: address.routingKey)
            var dead: [BrokerMessage] = []
            try await wait(
                until: "they are in carillon.dead.letters", timeout: .seconds(15), every: .milliseconds(100)
            ) {
                dead += try await broker.take(from: "carillon.dead.letters")
                return dead.count >= bodies.count + 1
            } instead: {
                "\(dead)"
            }
            #expect(dead.map(\.body).sorted() == (bodies + ["{}"]).sorted())
            #expect(Set(dead.map(\.exchange)) == ["carillon.dead"])
            #expect(Set(dead.map(\.routingKey)) == [address.routingKey])
            let id = try await stack.client.create(.webhook(stack.receiver.url()))
            try await stack.client.wait(for: id, toBe: "completed")
        }
    }
}
