import HTTPTypes
import HummingbirdTesting
import JSON
import Messages
import NIOCore
import Synchronization
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

    /// The key of a client that escapes all characters except letters and digits.
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

    /// Every change of one entry, with the scheduler's answer about an earlier request.
    @Test(arguments: [
        ("/tasks/{id}/run", TaskChangeAnswer.queued(RunID(high: 3, low: 4)), 202),
        ("/tasks/{id}/pause", .done, 200), ("/tasks/{id}/resume", .done, 200),
        ("/tasks/{id}/cancel", .cancelling([RunID(high: 3, low: 4)]), 202),
        ("/dead/{id}/redrive", .redriven(TaskID(high: 1, low: 2)), 200),
    ])
    func aChangeThatIsRepeatedGetsTheFirstAnswer(
        _ path: String, _ answer: TaskChangeAnswer, status: Int
    ) async throws {
        let path = path.replacing("{id}", with: existing.description)
        let scheduler = StubScheduler { operation in
            guard case .change(let changes) = operation, case .once(let key, _) = changes[0] else {
                return .success(TaskChangeAnswer.encode([answer]))
            }
            return .success(TaskChangeAnswer.encode([key.key == "old" ? .again(answer) : answer]))
        }
        try await withAPI(scheduler) { client in
            var bodies: Set<String> = []
            for (key, mark) in [("new", nil), ("old", "true")] as [(String, String?)] {
                try await client.execute(uri: path, method: .post, headers: [.idempotencyKey: key]) { response in
                    #expect(response.status.code == status)
                    #expect(response.headers[.idempotentReplayed] == mark)
                    bodies.insert(String(buffer: response.body))
                }
            }
            #expect(bodies.count == 1)
            try await client.execute(uri: path, method: .post) { #expect($0.status.code == status) }
            try await client.execute(uri: path, method: .post, headers: [.idempotencyKey: "a b"]) {
                #expect($0.status == .badRequest)
            }
        }
        let fingerprints = scheduler.asked.compactMap { operation -> String? in
            guard case .change(let changes) = operation, case .once(let key, _) = changes[0] else { return nil }
            return key.fingerprint
        }
        #expect(fingerprints.count == 2 && Set(fingerprints).count == 1)
    }

    /// Every change of all entries that match: its steps continue with the key, and a repeated request is marked.
    @Test(arguments: [
        (HTTPRequest.Method.delete, "/tasks?confirm=true"), (.delete, "/tasks?group=a&confirm=true"),
        (.post, "/groups/a/pause"), (.post, "/groups/a/resume"), (.delete, "/dead?confirm=true"),
    ])
    func aChangeToAllIsMadeOnce(_ method: HTTPRequest.Method, _ path: String) async throws {
        let steps = Mutex(0)
        let scheduler = StubScheduler { operation in
            switch operation {
            case .changeAllOnce, .discardAllOnce: break
            default: return .success(BulkAnswer(changed: 1, refused: 0, next: nil).encoded())
            }
            let step = steps.withLock { steps in
                steps += 1
                return steps
            }
            var answer = BulkAnswer(changed: min(step, 2) * 500, refused: 0, next: step == 1 ? "next" : nil)
            answer.isRepeated = step > 2
            return .success(answer.encoded())
        }
        try await withAPI(scheduler) { client in
            for mark in [nil, "true"] as [String?] {
                try await client.execute(uri: path, method: method, headers: [.idempotencyKey: "k"]) { response in
                    #expect(response.status == .ok)
                    #expect(response.headers[.idempotentReplayed] == mark)
                    #expect(String(buffer: response.body).contains("1000"))
                }
            }
            try await client.execute(uri: path, method: method) { #expect($0.headers[.idempotentReplayed] == nil) }
            try await client.execute(uri: path, method: method, headers: [.idempotencyKey: "a b"]) {
                #expect($0.status == .badRequest)
            }
        }
        let keys = scheduler.asked.compactMap { operation -> IdempotencyKey? in
            switch operation {
            case .changeAllOnce(_, _, let key), .discardAllOnce(_, let key): key
            default: nil
            }
        }
        #expect(keys.count == 3 && Set(keys).count == 1)
    }

    /// The task was deleted, and another task has its name now.
    @Test func aDeletionByNameThatIsRepeatedDeletesNoOther() async throws {
        let document = #"{"task":{"task_id":"\#(existing)","run_at":"2026-06-11T09:00:00Z","revision":3}}"#
        let scheduler = StubScheduler { operation in
            guard case .change(let changes) = operation else {
                return .success(RawJSON(unchecked: Array(document.utf8)))
            }
            guard case .recall(let key) = changes[0] else {
                return .success(TaskChangeAnswer.encode([.done]))
            }
            return .success(TaskChangeAnswer.encode([key.key == "old" ? .again(.done) : .notFound]))
        }
        try await withAPI(scheduler) { client in
            for (key, mark) in [("new", nil), ("old", "true")] as [(String, String?)] {
                try await client.execute(
                    uri: "/tasks/by-name/nightly", method: .delete, headers: [.idempotencyKey: key]
                ) { response in
                    #expect(response.status == .ok)
                    #expect(response.headers[.idempotentReplayed] == mark)
                }
            }
        }
        let deletions = scheduler.asked.filter { operation in
            if case .change(let changes) = operation, case .once(_, .delete) = changes[0] { true } else { false }
        }
        #expect(deletions.count == 1)
    }

    @Test func aKeyThatCameWithAnotherRequestIsRefused() async throws {
        let scheduler = StubScheduler { operation in
            guard case .change = operation else { return .failure(.init(.keyReused, "reused")) }
            return .success(TaskChangeAnswer.encode([.conflict(.keyReused)]))
        }
        try await withAPI(scheduler) { client in
            for (method, path, body) in [
                (.post, "/tasks/\(existing)/run", nil), (.post, "/dead/\(existing)/redrive", nil),
                (.post, "/dead/redrive", "{}"), (.post, "/keys", #"{"name":"a","scopes":["admin"]}"#),
                (.patch, "/tasks/\(existing)", "{}"), (.delete, "/tasks/\(existing)", nil),
                (.delete, "/dead/\(existing)", nil), (.put, "/tasks/by-name/a", task),
                (.delete, "/tasks/by-name/a", nil), (.delete, "/tasks/\(existing)/backfill", nil),
                (.post, "/tasks/\(existing)/backfill", #"{"from":"2026-06-01T00:00:00Z","dry_run":false}"#),
            ] as [(HTTPRequest.Method, String, String?)] {
                try await client.execute(
                    uri: path, method: method, headers: [.idempotencyKey: "k"],
                    body: body.map { ByteBuffer(string: $0) }
                ) { response in
                    #expect(response.status == .conflict, "\(path)")
                    let errors = try problem(response)["errors"] as? [[String: String]]
                    #expect(errors?.first?["pointer"] == "Idempotency-Key")
                }
            }
        }
    }

    /// A repeated request gets the same API key again, but only with the idempotency key.
    @Test func aKeyToTheAPIIsShownAgain() async throws {
        let kept = Mutex<KeptAnswer?>(nil)
        let scheduler = StubScheduler { operation in
            guard case .createKeyOnce(_, let answer) = operation else { return .success(RawJSON("{}")) }
            return kept.withLock { kept in
                if let kept { return .success(KeptAnswer.repeated(kept.answer)) }
                kept = answer
                return .success(RawJSON("{}"))
            }
        }
        try await withAPI(scheduler) { client in
            var bodies: [String] = []
            for mark in [nil, "true"] as [String?] {
                try await client.execute(
                    uri: "/keys", method: .post, headers: [.idempotencyKey: "a-key-of-the-client"],
                    body: ByteBuffer(string: #"{"name":"ci","scopes":["tasks:read"]}"#)
                ) { response in
                    #expect(response.status == .created)
                    #expect(response.headers[.idempotentReplayed] == mark)
                    bodies.append(String(buffer: response.body))
                }
            }
            #expect(bodies[0] == bodies[1] && bodies[0].contains("ck_"))
        }
        let answer = try #require(kept.withLock { $0 })
        #expect(!answer.key.key.contains("client") && !answer.answer.contains("ck_"))
    }

    @Test func `a task that was put by name is answered as it was`() async throws {
        let made = TaskID(high: 7, low: 8)
        let answers: [([TaskChangeAnswer], Int, String, TaskID)] = [
            ([.done, .replayed(made)], 201, "Task scheduled successfully", made),
            ([.replaced(existing), .replayed(made)], 200, "Task replaced successfully", made),
            ([.unchanged(existing), .replayed(made)], 200, "Task is the same already", existing),
        ]
        for (first, status, message, id) in answers {
            let scheduler = StubScheduler { _ in .success(TaskChangeAnswer.encode([.again(.each(first))])) }
            try await withAPI(scheduler) { client in
                try await client.execute(
                    uri: "/tasks/by-name/nightly", method: .put, headers: [.idempotencyKey: "k"],
                    body: ByteBuffer(string: task)
                ) { response in
                    #expect(response.status.code == status)
                    #expect(response.headers[.idempotentReplayed] == "true")
                    #expect(response.headers[.location] == "/tasks/\(id)")
                    #expect(String(buffer: response.body).contains(message))
                    #expect(String(buffer: response.body).contains(id.description))
                }
            }
        }
    }

    /// When the second request comes, another task may have the name.
    @Test func `a deletion by name that is repeated deletes no other task`() async throws {
        let scheduler = StubScheduler { _ in .success(TaskChangeAnswer.encode([.again(.done)])) }
        try await withAPI(scheduler) { client in
            try await client.execute(
                uri: "/tasks/by-name/nightly", method: .delete, headers: [.idempotencyKey: "k"]
            ) { response in
                #expect(response.status == .ok)
                #expect(response.headers[.idempotentReplayed] == "true")
            }
        }
        #expect(scheduler.asked.count == 1)
        guard case .change(let changes) = scheduler.asked[0], case .recall = changes[0] else {
            Issue.record("it was asked for more than the earlier answer")
            return
        }
    }

    @Test(arguments: ["", "?atomic=true"])
    func `a batch is marked if all of it was made before`(query: String) async throws {
        let replayed = TaskChangeAnswer.replayed(existing)
        for (answers, mark) in [([replayed, replayed], "true"), ([replayed, .done], nil)]
            as [([TaskChangeAnswer], String?)]
        {
            let scheduler = StubScheduler { _ in
                .success(TaskChangeAnswer.encode(query.isEmpty ? answers : [.each(answers)]))
            }
            try await withAPI(scheduler) { client in
                try await client.execute(
                    uri: "/tasks/batch\(query)", method: .post, headers: [.idempotencyKey: "k"],
                    body: ByteBuffer(string: "[\(task),\(task)]")
                ) { response in
                    #expect(response.status == .ok)
                    #expect(response.headers[.idempotentReplayed] == mark)
                    #expect(String(buffer: response.body).contains(#""created":2"#))
                }
            }
        }
    }
}
