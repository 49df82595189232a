/// A virtual host of its own for one test, deleted afterwards, with everything in it.
public func withVirtualHost<Value: Sendable>(
    on node: BrokerNode,
    isolation: isolated (any Actor)? = #isolation,
    _ body: (_ url: String) async throws -> Value
) async throws -> Value {
    try await withNamedVirtualHost(on: node, isolation: isolation) { name in try await body(node.url(virtualHost: name))
    }
}

/// The same, for tests that need its name.
public func withNamedVirtualHost<Value: Sendable>(
    on node: BrokerNode,
    isolation: isolated (any Actor)? = #isolation,
    _ body: (_ name: String) async throws -> Value
) async throws -> Value {
    let name = "test-\(String(UInt64.random(in: 0 ... .max), radix: 36))"
    try await node.management.request("PUT", "vhosts/\(name)", json: "{}")
    try await node.management.request(
        "PUT", "permissions/\(name)/\(node.user)", json: #"{"configure":".*","write":".*","read":".*"}"#)
    do {
        let value = try await body(name)
        _ = try await node.management.attempt("DELETE", "vhosts/\(name)")
        return value
    } catch {
        _ = try? await node.management.attempt("DELETE", "vhosts/\(name)")
        throw error
    }
}
