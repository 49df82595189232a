import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// AsyncHTTPClient with nothing before it: posts the data of webhooks.
enum PlainClient {
    /// - Returns: answers a second.
    static func rate(count: Int, connections: Int, port: Int) async throws -> Double {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = connections
        let client = HTTPClient(configuration: configuration)
        let start = ContinuousClock.now
        do {
            try await withThrowingTaskGroup { group in
                for first in 0..<connections {
                    group.addTask {
                        for _ in stride(from: first, to: count, by: connections) { try await post(client, port) }
                    }
                }
                try await group.waitForAll()
            }
        } catch {
            try await client.shutdown()
            throw error
        }
        let rate = Double(count) / (ContinuousClock.now - start).seconds
        try await client.shutdown()
        return rate
    }

    private static func post(_ client: HTTPClient, _ port: Int) async throws {
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)/limit")
        request.method = .POST
        request.headers = ["Content-Type": "application/json", "User-Agent": "carillon-bench"]
        request.body = .bytes(ByteBuffer(string: #"{"message":"Your order is on its way","customer":"c-4711"}"#))
        let response = try await client.execute(request, timeout: .seconds(30))
        for try await _ in response.body {}
    }
}
