import NIOCore
import Testing

/// What clients see while the scheduler or the broker is away.
enum Unavailable {
    static func expect(_ stack: Stack, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        var client = stack.client
        client.patience = .seconds(6)
        client.tries = 1
        let answers = [
            "POST": try await client.post(.webhook(stack.receiver.url())),
            "GET": try await client.request("GET", "/tasks"),
            "readyz": try await client.request("GET", "/readyz"),
        ]
        for (name, answer) in answers {
            #expect(answer.status == 503, "\(name): \(answer)", sourceLocation: sourceLocation)
            let type = answer.headers["content-type"]
            #expect(type == "application/problem+json", "\(name)", sourceLocation: sourceLocation)
            let seconds = answer.headers["retry-after"].flatMap { Int($0) }
            #expect((seconds ?? 0) > 0, "\(name): Retry-After", sourceLocation: sourceLocation)
        }
        let health = try await client.request("GET", "/healthz")
        #expect(health.status == 200, sourceLocation: sourceLocation)
    }
}
