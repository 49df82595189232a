import Foundation
import NIOCore
import Timekeeping

/// What the benchmark asks the API, beside posting tasks.
struct APIClient: Sendable {
    let generator: LoadGenerator
    let port: Int

    /// - Throws: where the answer is not 200.
    func get(_ path: String) async throws -> [UInt8] {
        let request = "GET \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\r\n"
        let run = LoadRun(count: 1, expecting: 200, keepsBodies: true) { _, buffer in buffer.writeString(request) }
        let result = try await generator.perform(run, port: port, connections: 1)
        try result.throwIfFailed("GET \(path)")
        return result.body
    }

    func isReady() async -> Bool {
        (try? await get("/readyz")) != nil
    }

    /// The earliest task with this status, by its `run_at`.
    ///
    /// - Returns: its `run_at` in milliseconds since 1970; nil where there is none.
    func earliest(_ status: String) async throws -> Int64? {
        struct Page: Decodable {
            struct Task: Decodable { var runAt: String }
            var tasks: [Task]
        }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let page = try decoder.decode(Page.self, from: Data(try await get("/tasks?status=\(status)&limit=1")))
        return try page.tasks.first.map { try Timestamp(rfc3339: $0.runAt).milliseconds }
    }
}
