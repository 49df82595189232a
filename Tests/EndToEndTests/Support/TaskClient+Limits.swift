import JSON
import Testing

extension TaskClient {
    /// - Parameter body: JSON.
    func setLimit(_ name: String, _ body: String, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let answer = try await request("PUT", "/limits/\(name)", body: body)
        #expect(answer.status == 200, "\(answer)", sourceLocation: sourceLocation)
        #expect(answer.json?["limit"]?["name"]?.string == name, "\(answer)", sourceLocation: sourceLocation)
    }

    /// The limit of a name, as the list has it; nil where it does not.
    func limit(_ name: String) async throws -> JSONValue? {
        let answer = try await request("GET", "/limits")
        guard answer.status == 200, let limits = answer.json?["limits"]?.array else {
            throw Unexpected(description: "GET /limits: \(answer)")
        }
        return limits.first { $0["name"]?.string == name }
    }

    /// How many slots executors have, as the list says it of a host that waits for its share; `nil` if none does.
    var sharedSlots: Int? {
        get async throws {
            let limits = try await request("GET", "/limits").json?["limits"]?.array ?? []
            return limits.lazy.compactMap { $0["fair_share"]?["slots"]?.int }.first
        }
    }

    /// Waits until all of these have completed.
    func waitUntilCompleted(
        _ ids: [String], timeout: Duration = .seconds(120), isolation: isolated (any Actor)? = #isolation
    ) async throws {
        try await EndToEndTests.wait(
            until: "\(ids.count) tasks are completed", timeout: timeout, every: .milliseconds(100),
            isolation: isolation
        ) {
            Set(ids).isSubset(of: try await self.ids("completed"))
        } instead: {
            "\(try await self.ids("scheduled").count) scheduled, \(try await self.ids("running").count) running"
        }
    }

    /// Waits until one of these is held back by a limit, and says so.
    func waitUntilLimited(_ ids: [String], isolation: isolated (any Actor)? = #isolation) async throws {
        try await EndToEndTests.wait(
            until: "a task is held by a limit", every: .milliseconds(100), isolation: isolation
        ) {
            for id in ids where try await task(id)["waiting"]?["reason"]?.string == "limited" { return true }
            return false
        }
    }
}
