import Foundation
import JSON
import Testing

/// Many tasks at once, and what became of them.
enum Burst {
    /// Creates tasks, several at a time. Each is tried until it is accepted, whoever is away meanwhile.
    ///
    /// - Returns: the ids of the accepted ones.
    static func create(_ drafts: [TaskDraft], in stack: Stack) async throws -> [String] {
        let client = stack.client
        return try await withThrowingTaskGroup { group in
            var ids: [String] = []
            var rest = drafts[...]
            for draft in rest.prefix(16) { group.addTask { try await create(draft, client) } }
            rest = rest.dropFirst(16)
            while let id = try await group.next() {
                ids.append(id)
                if let draft = rest.popFirst() { group.addTask { try await create(draft, client) } }
            }
            return ids
        }
    }

    static func webhooks(_ count: Int, to receiver: Receiver) -> [TaskDraft] {
        (0..<count).map { .webhook(receiver.url("/burst"), data: #"{"n":\#($0)}"#) }
    }

    private static func create(_ draft: TaskDraft, _ client: TaskClient) async throws -> String {
        let deadline = ContinuousClock.now + .seconds(150)
        while true {
            var found = "the connection was lost"
            if let answer = try? await client.post(draft) {
                if answer.status == 201, let id = answer.json?["task_id"]?.string { return id }
                guard answer.status == 503 else { throw TaskClient.Unexpected(description: "POST /tasks: \(answer)") }
                found = "\(answer)"
            }
            guard ContinuousClock.now < deadline else {
                throw WaitFailure(description: "in vain waited until a task is accepted; instead: \(found)")
            }
            // A client that is told to come back does not come back at once.
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// Waits until every one of the tasks has completed, and checks that each arrived.
    ///
    /// - Parameter duplicates: how many requests may have come twice, under the same idempotency key.
    static func expectAll(
        _ ids: [String], completedIn stack: Stack, duplicates: Int = 0, timeout: Duration = .seconds(90),
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let wanted = Set(ids)
        #expect(wanted.count == ids.count, sourceLocation: sourceLocation)
        try await wait(
            until: "\(wanted.count) tasks are completed", timeout: timeout, every: .milliseconds(250)
        ) {
            wanted.isSubset(of: try await stack.client.ids("completed"))
        } instead: {
            try await census(stack)
        }
        let requests = stack.receiver.requests
        #expect(wanted.isSubset(of: requests.compactMap(\.taskID)), sourceLocation: sourceLocation)
        let keys = Set(requests.map(\.idempotencyKey))
        let tasks = Set(requests.map(\.taskID))
        #expect(keys.count == tasks.count, "a task has one key", sourceLocation: sourceLocation)
        #expect(requests.count - keys.count <= duplicates, "duplicates", sourceLocation: sourceLocation)
    }

    private static func census(_ stack: Stack) async throws -> String {
        var counts: [String] = []
        for status in ["scheduled", "running", "completed", "failed"] {
            counts.append("\(try await stack.client.ids(status).count) \(status)")
        }
        return counts.joined(separator: ", ") + "; \(stack.receiver.count) requests"
    }
}
