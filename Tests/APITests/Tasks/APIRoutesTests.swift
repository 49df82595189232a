import HTTPTypes
import HummingbirdTesting
import JSON
import Messages
import NIOCore
import TaskModel
import Testing

@Suite struct APIRoutesTests {
    private let id = "01970000-0000-7000-8000-000000000001"

    private let task = #"{"action":"webhook","payload":{"url":"http://h/"},"run_at":"2026-06-10T15:00:00Z"}"#

    @Test func creatingATask() async throws {
        let scheduler = StubScheduler { _ in .success(RawJSON(#"["done"]"#)) }
        try await withAPI(scheduler) { client in
            try await client.execute(
                uri: "/tasks", method: .post, headers: [.contentType: "application/json; charset=utf-8"],
                body: ByteBuffer(string: task)
            ) { response in
                #expect(response.status == .created)
                let text = String(buffer: response.body)
                let created = try #require(scheduler.created.first)
                #expect(text == #"{"message":"Task scheduled successfully","task_id":"\#(created.id)"}"#)
                #expect(response.headers[.location] == "/tasks/\(created.id)")
            }
        }
    }

    @Test func theSchedulersAnswerIsHandedOn() async throws {
        let answer = RawJSON(
            #"{"task":{"payload":1.10,"task_id":"01970000-0000-7000-8000-000000000001","run_at":"2026-06-10T15:00:00Z","revision":7}}"#
        )
        try await withAPI(StubScheduler { _ in .success(answer) }) { client in
            try await client.execute(uri: "/tasks/\(id)", method: .get) { response in
                #expect(response.status == .ok)
                #expect(String(buffer: response.body) == answer.description)
                #expect(response.headers[.eTag] == "\"7\"")
            }
        }
    }

    @Test func theQueryOfAListIsPassedOn() async throws {
        let scheduler = StubScheduler { _ in .success(RawJSON(#"{"tasks":[]}"#)) }
        try await withAPI(scheduler) { client in
            try await client.execute(uri: "/tasks?status=scheduled&limit=7", method: .get) { #expect($0.status == .ok) }
            try await client.execute(uri: "/tasks", method: .get) { #expect($0.status == .ok) }
        }
        #expect(scheduler.asked == [.list(TaskQuery(status: .scheduled, limit: 7)), .list(TaskQuery())])
    }

    @Test(arguments: [
        ("/tasks?status=done", "status"), ("/tasks?limit=0", "limit"), ("/tasks?limit=1001", "limit"),
        ("/tasks?limit=x", "limit"), ("/tasks?cursor=zzz", "cursor"), ("/tasks?sort=x", "sort"),
        ("/tasks?limit=1&limit=2", "limit"),
    ])
    func badQueriesAreRefusedByParameter(_ uri: String, _ parameter: String) async throws {
        try await withAPI(StubScheduler { _ in .success(RawJSON("{}")) }) { client in
            try await client.execute(uri: uri, method: .get) { response in
                #expect(response.status.code == 422)
                let errors = try problem(response)["errors"] as? [[String: String]]
                #expect(errors?.first?["pointer"] == parameter)
            }
        }
    }

    @Test func statusesOfErrors() async throws {
        let missing = StubScheduler { _ in .failure(.init(.notFound, "there is no task")) }
        try await withAPI(missing) { client in
            try await client.execute(uri: "/tasks/\(id)", method: .get) { #expect($0.status == .notFound) }
            try await client.execute(uri: "/tasks/\(id)", method: .delete) { #expect($0.status == .notFound) }
            try await client.execute(uri: "/tasks/17", method: .get) { #expect($0.status == .badRequest) }
            try await client.execute(uri: "/nothing", method: .get) { response in
                #expect(response.status == .notFound)
                _ = try problem(response)
            }
            let tooLarge = ByteBuffer(repeating: UInt8(ascii: " "), count: 256 * 1024 + 1)
            try await client.execute(uri: "/tasks", method: .post, body: tooLarge) { response in
                #expect(response.status.code == 413)
                _ = try problem(response)
            }
            try await client.execute(
                uri: "/tasks", method: .post, headers: [.contentType: "text/plain"], body: ByteBuffer(string: task)
            ) { #expect($0.status == .unsupportedMediaType) }
        }
    }

    @Test func whatCannotBeReachedIsA503WithRetryAfter() async throws {
        let away = StubScheduler { _ in throw SchedulerUnavailable("the scheduler is away") }
        try await withAPI(away) { client in
            for (uri, method) in [("/tasks", HTTPRequest.Method.get), ("/readyz", .get), ("/tasks/\(id)", .delete)] {
                try await client.execute(uri: uri, method: method) { response in
                    #expect(response.status == .serviceUnavailable)
                    #expect(response.headers[.retryAfter] == "2")
                    let detail = try problem(response)["detail"] as? String
                    #expect(detail == "the scheduler is away")
                }
            }
            try await client.execute(uri: "/healthz", method: .get) { #expect($0.status == .ok) }
        }
    }
}
