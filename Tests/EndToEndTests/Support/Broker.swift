import AMQP
import Foundation
import JSON
import Logging
import TestSupport

/// The virtual host of a stack, seen through the broker's management API.
struct Broker: Sendable {
    let node: BrokerNode
    let virtualHost: String

    private var api: ManagementAPI { node.management }

    /// - Parameter port: nil for the broker's own.
    func url(_ user: BrokerUser? = nil, port: Int? = nil) -> String {
        node.url(virtualHost: virtualHost, user: user?.name, password: user?.password, port: port)
    }

    /// Loads Carillon's policies.
    func loadDefinitions() async throws {
        let file = Repository.file("compose/rabbitmq/definitions.json")
        let definitions = try String(contentsOf: file, encoding: .utf8)
        try await api.request("POST", "definitions/\(virtualHost)", json: definitions)
    }

    func add(_ user: BrokerUser) async throws {
        try await api.request("PUT", "users/\(user.name)", json: #"{"password":"\#(user.password)","tags":""}"#)
        try await api.request(
            "PUT", "permissions/\(virtualHost)/\(user.name)", json: #"{"configure":".*","write":".*","read":".*"}"#)
    }

    func remove(_ user: BrokerUser) async throws {
        try await api.request("DELETE", "users/\(user.name)")
    }

    /// How many consume a queue.
    func consumers(of queue: String) async throws -> Int {
        let consumers = try await json("GET", "consumers/\(virtualHost)").array ?? []
        return consumers.count { $0["queue"]?["name"]?.string == queue }
    }

    /// How many messages a queue holds, delivered ones included; nil where the broker can't say yet.
    func messages(in queue: String) async throws -> Int? {
        try await json("GET", "queues/\(virtualHost)/\(queue)")["messages"]?.int
    }

    /// Takes messages out of a queue.
    func take(from queue: String) async throws -> [BrokerMessage] {
        let messages = try await json(
            "POST", "queues/\(virtualHost)/\(queue)/get",
            body: #"{"count":1000,"ackmode":"ack_requeue_false","encoding":"auto"}"#)
        return (messages.array ?? []).map(BrokerMessage.init)
    }

    /// Takes the first message out of a queue and gives it back.
    func look(at queue: String) async throws -> [BrokerMessage] {
        let messages = try await json(
            "POST", "queues/\(virtualHost)/\(queue)/get",
            body: #"{"count":1,"ackmode":"reject_requeue_true","encoding":"auto"}"#)
        return (messages.array ?? []).map(BrokerMessage.init)
    }

    func delete(queue: String) async throws {
        try await api.request("DELETE", "queues/\(virtualHost)/\(queue)")
    }

    /// Makes a queue as an executor does.
    func declare(queue: String, boundTo exchange: String, routingKey: String) async throws {
        try await api.request(
            "PUT", "queues/\(virtualHost)/\(queue)",
            json: #"{"durable":true,"arguments":{"x-queue-type":"quorum"}}"#)
        try await api.request(
            "POST", "bindings/\(virtualHost)/e/\(exchange)/q/\(queue)", json: #"{"routing_key":"\#(routingKey)"}"#)
    }

    /// - Parameter type: the message's AMQP property of that name.
    func publish(
        _ body: String, type: String?, to exchange: String, routingKey: String, messageID: String? = nil
    ) async throws {
        var properties: [String: String] = [:]
        properties["type"] = type
        properties["message_id"] = messageID
        let message = Publication(properties: properties, routingKey: routingKey, payload: body)
        let text = String(decoding: try JSONEncoder().encode(message), as: UTF8.self)
        let answer = try await json("POST", "exchanges/\(virtualHost)/\(exchange)/publish", body: text)
        guard answer["routed"] == .bool(true) else {
            throw WaitFailure(description: "\(exchange) takes \(routingKey)")
        }
    }

    /// The same past the management API, which takes no large bodies.
    func publishDirectly(_ body: Data, type: String, to exchange: String, routingKey: String) async throws {
        let connection = AMQPConnection(
            configuration: try AMQPConfiguration(urls: url(), connectionName: "tests"), topology: Topology(),
            logger: Logger(label: "tests"))
        let running = Task { try await connection.run() }
        try await connection.waitUntilConnected(timeout: .seconds(60))
        let outcome = await connection.makeChannel(confirms: true).publish(
            OutgoingMessage(
                exchange: exchange, routingKey: routingKey, mandatory: true,
                properties: MessageProperties(type: type), body: Array(body)))
        running.cancel()
        try await running.value
        guard outcome == .confirmed else {
            throw WaitFailure(description: "\(exchange) takes \(body.count) bytes: \(outcome)")
        }
    }

    private struct Publication: Encodable {
        let properties: [String: String]
        let routingKey: String
        let payload: String
        let payloadEncoding = "string"

        enum CodingKeys: String, CodingKey {
            case properties, payload
            case routingKey = "routing_key"
            case payloadEncoding = "payload_encoding"
        }
    }

    private func json(_ method: String, _ path: String, body: String? = nil) async throws -> JSONValue {
        try JSONValue(parsing: try await api.request(method, path, json: body).body.utf8)
    }
}
