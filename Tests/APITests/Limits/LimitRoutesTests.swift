import HTTPTypes
import HummingbirdTesting
import JSON
import Messages
import NIOCore
import TaskModel
import Testing
import Timekeeping

@testable import API

@Suite struct LimitRoutesTests {
    private static let now = Timestamp(milliseconds: 1_781_103_600_000)

    /// The reply of a scheduler that has these limits.
    private static let list = ResponseJSON.limits([
        LimitView(
            name: name("group:billing"),
            limit: RunLimit(name: name("group:billing"), maxConcurrent: 10, perSecond: nil, updatedAt: now),
            outstanding: 10, waitingSince: now),
        LimitView(
            name: name("host:127.0.0.1:9000"), limit: nil, outstanding: 1,
            slowdown: .init(until: now, maxConcurrent: 1)),
    ])

    private static func name(_ text: String) -> LimitName { LimitName(text)! }

    @Test func allAreHandedOn() async throws {
        let scheduler = StubScheduler { _ in .success(Self.list) }
        try await withAPI(scheduler) { client in
            try await client.execute(uri: "/limits", method: .get) { response in
                #expect(response.status == .ok)
                #expect(String(buffer: response.body) == Self.list.description)
            }
        }
        #expect(scheduler.asked == [.limits])
    }

    @Test(arguments: [
        ("group:billing", #""name":"group:billing""#), ("group%3Abilling", #""name":"group:billing""#),
        ("host:127.0.0.1:9000", #""slowed":{"until":"2026-06-10T15:00:00.000Z","max_concurrent":1}"#),
        ("host%3a127.0.0.1%3A9000", #""name":"host:127.0.0.1:9000""#),
    ])
    func oneIsPicked(_ path: String, _ part: String) async throws {
        try await withAPI(StubScheduler { _ in .success(Self.list) }) { client in
            try await client.execute(uri: "/limits/\(path)", method: .get) { response in
                #expect(response.status == .ok)
                let text = String(buffer: response.body)
                #expect(text.hasPrefix(#"{"limit":{"name":"#) && text.contains(part))
            }
        }
    }

    @Test func oneThatIsNotThereIsNotFound() async throws {
        let scheduler = StubScheduler { operation in
            guard case .deleteLimit = operation else { return .success(Self.list) }
            return .failure(.init(.notFound, "there is no limit host:a"))
        }
        try await withAPI(scheduler) { client in
            for method in [HTTPRequest.Method.get, .delete] {
                try await client.execute(uri: "/limits/host:a", method: method) { response in
                    #expect(response.status == .notFound)
                    let detail = try problem(response)["detail"] as? String
                    #expect(detail == "there is no limit host:a")
                }
            }
        }
    }

    @Test(
        arguments: [
            (#"{"max_concurrent":10,"per_second":50}"#, 10, 50), (#"{"per_second":0.5}"#, nil, 0.5),
            (#"{"max_concurrent":1,"per_second":null}"#, 1, nil),
        ] as [(String, Int?, Double?)])
    func settingOne(_ body: String, _ maxConcurrent: Int?, _ perSecond: Double?) async throws {
        let name = Self.name("host:api.example.com")
        let limit = RunLimit(name: name, maxConcurrent: maxConcurrent, perSecond: perSecond, updatedAt: Self.now)
        let answer = ResponseJSON.limit(LimitView(name: name, limit: limit))
        let scheduler = StubScheduler { _ in .success(answer) }
        try await withAPI(scheduler) { client in
            try await client.execute(
                uri: "/limits/host:API.example.com", method: .put, body: ByteBuffer(string: body)
            ) { response in
                #expect(response.status == .ok)
                #expect(String(buffer: response.body) == answer.description)
            }
        }
        #expect(scheduler.asked == [.putLimit(limit)])
    }

    @Test(arguments: [
        ("host:a", "{}", "/max_concurrent"), ("host:a", #"{"max_concurrent":null}"#, "/max_concurrent"),
        ("host:a", #"{"max_concurrent":0}"#, "/max_concurrent"),
        ("host:a", #"{"max_concurrent":1.5}"#, "/max_concurrent"),
        ("host:a", #"{"max_concurrent":100001}"#, "/max_concurrent"), ("host:a", #"{"per_second":0}"#, "/per_second"),
        ("host:a", #"{"per_second":10001}"#, "/per_second"), ("host:a", #"{"per_second":"1"}"#, "/per_second"),
        ("host:a", #"{"max_concurrent":1,"name":"host:a"}"#, "/name"),
        ("host:a", #"{"max_concurrent":1,"max_concurrent":2}"#, "/max_concurrent"),
        ("colour:red", #"{"max_concurrent":1}"#, "name"), ("group:A", #"{"max_concurrent":1}"#, "name"),
        ("host:a:0", #"{"max_concurrent":1}"#, "name"), ("host:a%2Fb", #"{"max_concurrent":1}"#, "name"),
        ("host", #"{"max_concurrent":1}"#, "name"), ("host:%FF", #"{"max_concurrent":1}"#, "name"),
    ])
    func whatMeansNothingIsRefused(_ name: String, _ body: String, _ pointer: String) async throws {
        let scheduler = StubScheduler { _ in .success(RawJSON("{}")) }
        try await withAPI(scheduler) { client in
            try await client.execute(
                uri: "/limits/\(name)", method: .put, body: ByteBuffer(string: body)
            ) { response in
                #expect(response.status.code == 422)
                let errors = try problem(response)["errors"] as? [[String: String]]
                #expect(errors?.map { $0["pointer"] } == [pointer])
            }
        }
        #expect(scheduler.asked.isEmpty)
    }

    @Test func theRangeOfRatesIsTold() throws {
        let error = try #require(throws: Problem.self) {
            try LimitParser.parse(Array(#"{"per_second":0}"#.utf8), name: Self.name("host:a"), now: Self.now)
        }
        #expect(error.errors.map(\.detail) == ["must be a number from 0.001 to 10000"])
    }

    @Test func tooManyAreAConflict() async throws {
        let scheduler = StubScheduler { _ in .failure(.init(.tooMany, "there are 1000 limits")) }
        try await withAPI(scheduler) { client in
            try await client.execute(
                uri: "/limits/host:a", method: .put, body: ByteBuffer(string: #"{"max_concurrent":1}"#)
            ) { #expect($0.status == .conflict) }
        }
    }

    @Test func deletingOne() async throws {
        let scheduler = StubScheduler { _ in .success(ResponseJSON.limitDeleted) }
        try await withAPI(scheduler) { client in
            try await client.execute(uri: "/limits/group%3Abilling", method: .delete) { response in
                #expect(response.status == .ok)
                #expect(String(buffer: response.body) == #"{"message":"Limit deleted successfully"}"#)
            }
        }
        #expect(scheduler.asked == [.deleteLimit(Self.name("group:billing"))])
    }
}
