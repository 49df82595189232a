import Foundation
import JSON
import Testing

@Suite("A message that cannot be understood", .timeLimit(.minutes(20)))
struct DeadLetterTests {
    private struct Address {
        var exchange: String
        var routingKey: String
        /// A type that the reader knows.
        var type: String
    }

    private static let addresses = [
        Address(exchange: "carillon.requests", routingKey: "tasks", type: "carillon.tasks.change.v1"),
        Address(exchange: "carillon.events", routingKey: "run.finished.webhook", type: "carillon.run.finished.v1"),
        Address(exchange: "carillon.actions", routingKey: "webhook", type: "carillon.run.requested.v1"),
    ]

    @Test("is shown among the dead with its reason, and its reader goes on", arguments: addresses.indices)
    func deadLetter(_ index: Int) async throws {
        let address = Self.addresses[index]
        try await withStack { stack in
            let bodies = ["not JSON", "{}", "[1]", #"{"run_id":7,"task_id":"x","deadline":true}"#]
            for body in bodies {
                try await stack.broker.publish(
                    body, type: address.type, to: address.exchange, routingKey: address.routingKey)
            }
            try await stack.broker.publish("{}", type: nil, to: address.exchange, routingKey: address.routingKey)
            try await wait(until: "they are among the dead") {
                try await stack.client.dead().count == bodies.count + 1
            }
            let dead = try await stack.client.dead()
            #expect(dead.compactMap { $0["output"]?["body"]?.string }.sorted() == (bodies + ["{}"]).sorted())
            #expect(Set(dead.map { $0["error"]?["code"]?.string }) == ["undecodable"])
            #expect(Set(dead.map { $0["output"]?["routing_key"]?.string }) == [address.routingKey])
            let run = try #require(dead[0]["run_id"]?.string)
            #expect(try await stack.client.request("POST", "/dead/\(run)/redrive").status == 409)
            #expect(try await stack.client.request("DELETE", "/dead/\(run)").status == 200)
            #expect(try await stack.client.dead().count == bodies.count)

            let id = try await stack.client.create(.webhook(stack.receiver.url()))
            try await stack.client.wait(for: id, toBe: "completed")
        }
    }

    @Test("or that is never settled by its consumer is tried alone, then dead, and can be put back")
    func deliveryLimit() async throws {
        try await withStack { stack in
            let broker = stack.broker
            let queue = "carillon.actions.crashing"
            try await broker.declare(queue: queue, boundTo: "carillon.actions", routingKey: "crashing")
            let id = try await stack.client.create(.custom("crashing"))
            // Each look takes the message and gives it back, as a consumer does that dies of it.
            try await wait(until: "it is dead", timeout: .seconds(40), every: .milliseconds(20)) {
                _ = try await broker.look(at: queue)
                return try await stack.client.task(id)["status"]?.string == "failed"
            }
            let task = try await stack.client.task(id)
            #expect(task["error"]?["code"]?.string == "executor_crashed")
            let runs = try await stack.client.runs(id)
            #expect(runs.map { $0["state"]?.string } == ["dead", "lost"])
            #expect(runs.last?["error"]?["code"]?.string == "delivery_limit")
            let dead = try #require(try await stack.client.dead("error_code=executor_crashed").first)
            #expect(dead["task_id"]?.string == id)
            let run = try #require(dead["run_id"]?.string)
            #expect(try await stack.client.request("POST", "/dead/\(run)/redrive").status == 200)
            try await stack.client.wait(for: id, toBe: "running")
        }
    }
}
