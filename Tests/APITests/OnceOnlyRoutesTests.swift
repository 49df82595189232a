import HTTPTypes
import HummingbirdTesting
import JSON
import Messages
import NIOCore
import TaskModel
import Testing

@testable import API

@Suite struct OnceOnlyRoutesTests {
    private let task = #"{"action":"webhook","payload":{"url":"http://h/"},"run_at":"2026-06-10T15:00:00Z"}"#
    private let existing = TaskID(high: 1, low: 2)

    @Test func aRequestThatIsRepeatedGetsTheFirstAnswer() async throws {
        let answer = TaskChangeAnswer.replayed(existing)
        let scheduler = StubScheduler { _ in .success(TaskChangeAnswer.encode([answer])) }
        try await withAPI(scheduler) { client in
            for body in [task, task, task + " "] {
                try await client.execute(
                    uri: "/tasks", method: .post, headers: [.idempotencyKey: "k-1"], body: ByteBuffer(string: body)
                ) { response in
                    #expect(response.status == .created)
                    #expect(response.headers[.idempotentReplayed] == "true")
                    #expect(response.headers[.location] == "/tasks/\(existing)")
                }
            }
        }
        let keys = scheduler.asked.compactMap { operation -> IdempotencyKey? in
            guard case .change(let changes) = operation, case .createOnce(_, let key) = changes[0] else { return nil }
            return key
        }
        #expect(keys.map(\.key) == ["k-1", "k-1", "k-1"])
        #expect(keys[0] == keys[1])
        #expect(keys[0].fingerprint != keys[2].fingerprint)
    }

    @Test(arguments: ["", String(repeating: "k", count: 256), "a b"])
    func aKeyThatIsNotWellFormedIsRefused(_ key: String) async throws {
        let scheduler = StubScheduler { _ in .success(TaskChangeAnswer.encode([.done])) }
        try await withAPI(scheduler) { client in
            try await client.execute(
                uri: "/tasks", method: .post, headers: [.idempotencyKey: key], body: ByteBuffer(string: task)
            ) { response in
                #expect(response.status == .badRequest)
                let errors = try problem(response)["errors"] as? [[String: String]]
                #expect(errors?.first?["pointer"] == "Idempotency-Key")
            }
        }
        #expect(scheduler.asked.isEmpty)
    }

    @Test(arguments: [
        (TaskChangeAnswer.Conflict.nameTaken, "/name"), (.keyReused, "Idempotency-Key"),
    ])
    func whatStandsAgainstATaskIsNamed(_ conflict: TaskChangeAnswer.Conflict, _ pointer: String) async throws {
        let scheduler = StubScheduler { _ in .success(TaskChangeAnswer.encode([.conflict(conflict)])) }
        try await withAPI(scheduler) { client in
            try await client.execute(uri: "/tasks", method: .post, body: ByteBuffer(string: task)) { response in
                #expect(response.status == .conflict)
                let errors = try problem(response)["errors"] as? [[String: String]]
                #expect(errors?.first?["pointer"] == pointer)
            }
        }
    }

    @Test func puttingANamedTask() async throws {
        let answers: [(TaskChangeAnswer, Int, String)] = [
            (.done, 201, "Task scheduled successfully"), (.replaced(existing), 200, "Task replaced successfully"),
            (.unchanged(existing), 200, "Task is the same already"),
        ]
        for (answer, status, message) in answers {
            let scheduler = StubScheduler { _ in .success(TaskChangeAnswer.encode([answer])) }
            try await withAPI(scheduler) { client in
                try await client.execute(
                    uri: "/tasks/by-name/nightly", method: .put, body: ByteBuffer(string: task)
                ) { response in
                    #expect(response.status.code == status)
                    #expect(String(buffer: response.body).contains(message))
                }
            }
            #expect(scheduler.created.map(\.name) == [TaskName("nightly")])
        }
    }

    /// As clients write it that escape all but letters and digits.
    @Test func aNameInThePathMayBePercentEncoded() async throws {
        let scheduler = StubScheduler { _ in .success(TaskChangeAnswer.encode([.done])) }
        try await withAPI(scheduler) { client in
            try await client.execute(
                uri: "/tasks/by-name/billing%3anightly", method: .put, body: ByteBuffer(string: task)
            ) { #expect($0.status == .created) }
            try await client.execute(uri: "/tasks/by-name/a%2Fb", method: .get) { #expect($0.status == .badRequest) }
        }
        #expect(scheduler.created.map(\.name) == [TaskName("billing:nightly")])
    }

    @Test func theNameInTheBodyMustBeThatInThePath() async throws {
        let scheduler = StubScheduler { _ in .success(TaskChangeAnswer.encode([.done])) }
        let body = task.dropLast() + #","name":"weekly"}"#
        try await withAPI(scheduler) { client in
            try await client.execute(
                uri: "/tasks/by-name/nightly", method: .put, body: ByteBuffer(string: String(body))
            ) { response in
                #expect(response.status.code == 422)
                let errors = try problem(response)["errors"] as? [[String: String]]
                #expect(errors?.first?["pointer"] == "/name")
            }
            try await client.execute(uri: "/tasks/by-name/a%20b", method: .get) { response in
                #expect(response.status == .badRequest)
            }
        }
        #expect(scheduler.asked.isEmpty)
    }

    @Test func pauseAndResumeOfWhatHasEnded() async throws {
        let scheduler = StubScheduler { _ in .success(TaskChangeAnswer.encode([.conflict(.ended)])) }
        try await withAPI(scheduler) { client in
            for verb in ["pause", "resume"] {
                try await client.execute(uri: "/tasks/\(existing)/\(verb)", method: .post) { response in
                    #expect(response.status == .conflict)
                    _ = try problem(response)
                }
            }
        }
        #expect(scheduler.asked == [.change([.pause(existing)]), .change([.resume(existing)])])
    }
}
