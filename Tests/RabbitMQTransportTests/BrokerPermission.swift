import Foundation
import TestSupport
import Testing

/// The permissions of a user of the compose stack.
struct BrokerPermission: Codable {
    var user: String
    var configure: String
    var write: String
    var read: String

    private struct Definitions: Decodable {
        var permissions: [BrokerPermission]
    }

    /// Reads them from the definitions of the stack.
    static func compose(_ user: String) throws -> BrokerPermission {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../../compose/rabbitmq/definitions.json")
        let definitions = try JSONDecoder().decode(Definitions.self, from: Data(contentsOf: file))
        return try #require(definitions.permissions.first { $0.user == user })
    }
}

/// Calls `body` with the URL of a user who has these permissions and no others.
func withUser(
    _ permission: BrokerPermission, virtualHost host: String, on node: BrokerNode,
    isolation: isolated (any Actor)? = #isolation, _ body: (String) async throws -> Void
) async throws {
    let user = "test-\(String(UInt64.random(in: 0 ... .max), radix: 36))"
    try await node.management.request("PUT", "users/\(user)", json: #"{"password":"secret","tags":""}"#)
    let result: Result<Void, any Error>
    do {
        try await node.management.request(
            "PUT", "permissions/\(host)/\(user)",
            json: String(decoding: try JSONEncoder().encode(permission), as: UTF8.self))
        result = .success(try await body(node.url(virtualHost: host, user: user, password: "secret")))
    } catch {
        result = .failure(error)
    }
    try await node.management.request("DELETE", "users/\(user)")
    try result.get()
}
