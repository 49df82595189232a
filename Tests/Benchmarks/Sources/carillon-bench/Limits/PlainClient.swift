import HTTPEngine

/// The executor's HTTP client alone: posts the data of webhooks.
enum PlainClient {
    /// - Returns: answers a second.
    static func rate(count: Int, connections: Int, port: Int) async throws -> Double {
        let engine = HTTPEngine(.init(keptConnections: connections))
        let start = ContinuousClock.now
        do {
            try await withThrowingTaskGroup { group in
                for first in 0..<connections {
                    group.addTask {
                        for _ in stride(from: first, to: count, by: connections) { try await post(engine, port) }
                    }
                }
                try await group.waitForAll()
            }
        } catch {
            await engine.shutDown()
            throw error
        }
        let rate = Double(count) / (ContinuousClock.now - start).seconds
        await engine.shutDown()
        return rate
    }

    private static func post(_ engine: HTTPEngine, _ port: Int) async throws {
        let response = try await engine.execute(
            HTTPRequest(
                method: "POST", url: "http://127.0.0.1:\(port)/limit",
                fields: [.init("Content-Type", "application/json"), .init("User-Agent", "carillon-bench")],
                body: Array(#"{"message":"Your order is on its way","customer":"c-4711"}"#.utf8),
                timeout: .seconds(30), keptBody: 0, readBody: 1024))
        guard response.status == 200 else { throw BenchError("the receiver answered \(response.status)") }
    }
}
