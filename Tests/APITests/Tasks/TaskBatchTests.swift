import Foundation
import HTTPTypes
import HummingbirdTesting
import JSON
import Messages
import NIOCore
import TaskModel
import Testing

@testable import API

@Suite struct TaskBatchTests {
    private static let good = #"{"action":"a","payload":1,"run_at":"2026-06-11T09:00:00Z"}"#
    private static let bad = #"{"action":"a","run_at":"x"}"#

    private func send(
        _ scheduler: StubScheduler, _ body: String, query: String = "", type: String = "application/json",
        _ check: @escaping @Sendable (TestResponse) throws -> Void
    ) async throws {
        try await withAPI(scheduler) { client in
            try await client.execute(
                uri: "/tasks/batch\(query)", method: .post, headers: [.contentType: type],
                body: ByteBuffer(string: body)
            ) { try check($0) }
        }
    }

    private static func json(_ response: TestResponse) throws -> [String: Any] {
        try #require(
            JSONSerialization.jsonObject(with: Data(response.body.readableBytesView)) as? [String: Any])
    }

    @Test(arguments: [
        ("[\(good),\(bad),\(good)]", "application/json"),
        ("\(good)\n\n\(bad)\r\n\(good)\n", "application/x-ndjson"),
    ])
    func eachGetsItsAnswer(body: String, type: String) async throws {
        let scheduler = StubScheduler { _ in .success(RawJSON(#"["done",{"conflict":"name_taken"}]"#)) }
        try await send(scheduler, body, type: type) { response in
            #expect(response.status == .ok)
            let answer = try Self.json(response)
            #expect(answer["created"] as? Int == 1 && answer["failed"] as? Int == 2)
            let results = try #require(answer["results"] as? [[String: Any]])
            #expect(results.map { $0["status"] as? Int } == [201, 422, 409])
            #expect(results[0]["task_id"] as? String == scheduler.created.first?.id.description)
            let errors = try #require(results[1]["errors"] as? [[String: Any]])
            #expect(Set(errors.compactMap { $0["pointer"] as? String }) == ["/1/payload", "/1/run_at"])
        }
        // One message, one transaction.
        #expect(scheduler.asked.count == 1)
    }

    @Test func atomicMeansNothingIsStored() async throws {
        let scheduler = StubScheduler { _ in .success(RawJSON(#"[{"conflict":"name_taken","at":1}]"#)) }
        try await send(scheduler, "[\(Self.good),\(Self.bad)]", query: "?atomic=true") { response in
            #expect(response.status == .unprocessableContent)
        }
        #expect(scheduler.asked.isEmpty)
        try await send(scheduler, "[\(Self.good),\(Self.good)]", query: "?atomic=true") { response in
            #expect(response.status == .conflict)
            let errors = try problem(response)["errors"] as? [[String: String]]
            #expect(errors?.first?["pointer"] == "/1/name")
        }
        guard case .change(let changes) = scheduler.asked.first, case .atomic(let parts) = changes.first else {
            Issue.record("not asked to do it together: \(scheduler.asked)")
            return
        }
        #expect(parts.count == 2)
    }

    @Test(arguments: [
        ("{}", "application/json", 400), ("[]", "application/json", 400), ("[1,", "application/json", 400),
        ("", "application/x-ndjson", 400), ("[]", "text/csv", 415),
        ("[" + Array(repeating: "1", count: 1001).joined(separator: ",") + "]", "application/json", 413),
    ])
    func whatIsNoBatchIsRefused(body: String, type: String, status: Int) async throws {
        try await send(StubScheduler { _ in .success(RawJSON("[]")) }, body, type: type) { response in
            #expect(response.status.code == status)
        }
    }

    @Test func aLineThatIsNoJSONFailsAlone() async throws {
        let scheduler = StubScheduler { _ in .success(RawJSON(#"["done"]"#)) }
        try await send(scheduler, "{\n\(Self.good)", type: "application/x-ndjson") { response in
            let results = try #require(Self.json(response)["results"] as? [[String: Any]])
            #expect(results.map { $0["status"] as? Int } == [400, 201])
        }
    }
}
