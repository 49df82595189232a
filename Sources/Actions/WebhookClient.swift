public import AsyncHTTPClient
internal import NIOCore
public import ServiceLifecycle

/// The HTTP client that webhooks share: connections are kept alive and used again, and redirects are not followed.
public struct WebhookClient: Service {
    public let http: HTTPClient

    /// - Parameter maximumConnectionsPerHost: as many as there may be runs in flight, so that none waits for another's
    ///   connection.
    public init(maximumConnectionsPerHost: Int) {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow, timeout: .init(connect: .seconds(10)))
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = maximumConnectionsPerHost
        // A refused connection is a failed attempt: trying again is for the task's policy, which people can see.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.connectionPool.idleTimeout = .seconds(60)
        http = HTTPClient(configuration: configuration)
    }

    /// Keeps the client until graceful shutdown, and then closes its connections.
    public func run() async throws {
        try? await gracefulShutdown()
        try await http.shutdown()
    }
}
