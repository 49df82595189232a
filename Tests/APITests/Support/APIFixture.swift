import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import Messages
import TaskModel
import Testing
import Timekeeping
import TimekeepingTesting

@testable import API

/// Runs the API in front of a scheduler whose replies a test computes.
func withAPI(
    _ scheduler: StubScheduler, _ body: @escaping @Sendable (any TestClientProtocol) async throws -> Void
) async throws {
    let clock = ManualClock(now: Timestamp(milliseconds: 1_781_103_600_000))
    let service = APIService(
        scheduler: scheduler, events: StubEvents(), clock: clock, random: .seeded(1), settings: .init(),
        logger: Logger(label: "test"))
    try await service.application.test(.router) { try await body(JSONClient(client: $0)) }
}

/// Sends bodies as JSON, unless a test sets another type.
struct JSONClient: TestClientProtocol {
    let client: any TestClientProtocol

    var port: Int? { client.port }

    func executeRequest(
        uri: String, method: HTTPRequest.Method, headers: HTTPFields, body: ByteBuffer?
    ) async throws -> TestResponse {
        var headers = headers
        if body != nil, headers[.contentType] == nil { headers[.contentType] = "application/json" }
        return try await client.executeRequest(uri: uri, method: method, headers: headers, body: body)
    }
}

func problem(_ response: TestResponse) throws -> [String: Any] {
    #expect(response.headers[.contentType] == "application/problem+json")
    let object = try JSONSerialization.jsonObject(with: Data(response.body.readableBytesView)) as? [String: Any]
    let problem = try #require(object)
    #expect(problem["status"] as? Int == response.status.code)
    for field in ["type", "title", "detail", "instance"] { #expect(problem[field] is String) }
    return problem
}
