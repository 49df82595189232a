import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JSON
import Logging
import Messages
import TaskModel
import Testing
import Timekeeping
import TimekeepingTesting

@testable import API

/// Methods that are not routes: HEAD, OPTIONS, and those that a path does not take.
@Suite struct MethodTests {
    private static let id = "01970000-0000-7000-8000-000000000001"
    private static let task = RawJSON(
        #"{"task":{"task_id":"01970000-0000-7000-8000-000000000001","run_at":"2026-06-11T09:00:00Z","revision":3}}"#)

    private static func service() -> APIService {
        APIService(
            scheduler: StubScheduler { operation in
                switch operation {
                case .limits: .success(RawJSON(#"{"limits":[{"name":"group:a","max_concurrent":1}]}"#))
                case .get, .getByName: .success(task)
                default: .success(RawJSON(#"{"tasks":[]}"#))
                }
            }, events: StubEvents(), clock: ManualClock(now: Timestamp(milliseconds: 1_781_103_600_000)),
            random: .seeded(1), settings: .init(), logger: Logger(label: "test"))
    }

    /// The method and path of every route, with a value for each parameter.
    private static var routes: [(method: String, path: String)] {
        service().routes.map { route in
            let parts = route.split(separator: " ", maxSplits: 1)
            let path = parts[1].split(separator: "/").map { segment in
                switch segment {
                case "{task_id}", "{run_id}", "{id}": id
                case _ where parts[1].hasPrefix("/limits/"): segment.hasPrefix("{") ? "group:a" : String(segment)
                default: segment.hasPrefix("{") ? "name" : String(segment)
                }
            }
            return (String(parts[0]), "/" + path.joined(separator: "/"))
        }
    }

    @Test func headIsGetWithoutTheBody() async throws {
        try await Self.service().application.test(.router) { client in
            for (method, path) in Self.routes where method == "GET" && path != "/events" {
                let get = try await client.execute(uri: path, method: .get) { $0 }
                let head = try await client.execute(uri: path, method: .head) { $0 }
                #expect(head.status == get.status, "\(path)")
                #expect(head.headers == get.headers, "\(path)")
                #expect(head.headers[.contentLength] == String(get.body.readableBytes), "\(path)")
                #expect(head.body.readableBytes == 0, "\(path)")
            }
            let tag = try await client.execute(uri: "/tasks/\(Self.id)", method: .head) { $0.headers[.eTag] }
            #expect(tag == "\"3\"")
            for path in ["/nothing", "/tasks/17", "/tasks?limit=x", "/tasks/batch"] {
                try await client.execute(uri: path, method: .head) { response in
                    #expect((400..<500).contains(response.status.code), "\(path)")
                    #expect(response.body.readableBytes == 0, "\(path)")
                }
            }
        }
    }

    /// A stream has no end; its head is enough.
    @Test func headOfAStreamEnds() async throws {
        try await Self.service().application.test(.router) { client in
            try await client.execute(uri: "/events", method: .head) { response in
                #expect(response.status == .ok)
                #expect(response.headers[.contentType] == "text/event-stream")
                #expect(response.headers[.cacheControl] == "no-cache, no-transform")
            }
        }
    }

    @Test func optionsTellsTheMethods() async throws {
        let byPath = Dictionary(grouping: Self.routes, by: \.path)
        try await Self.service().application.test(.router) { client in
            for (path, routes) in byPath {
                var expected = Set(routes.map(\.method) + ["OPTIONS"])
                if expected.contains("GET") { expected.insert("HEAD") }
                try await client.execute(uri: path, method: .options) { response in
                    #expect(response.status == .noContent, "\(path)")
                    #expect(Self.methods(response) == expected, "\(path)")
                }
                let all = ["GET", "PUT", "POST", "PATCH", "DELETE", "TRACE", "PROPFIND", "QUERY", "FOO", "get"]
                for name in all where !expected.contains(name) {
                    let method = try #require(HTTPRequest.Method(name))
                    try await client.execute(uri: path, method: method) { response in
                        #expect(response.status == .methodNotAllowed, "\(name) \(path)")
                        #expect(Self.methods(response) == expected, "\(name) \(path)")
                        _ = try problem(response)
                    }
                }
            }
            for method in [HTTPRequest.Method.options, .get, .put, .trace] {
                for path in ["/nothing", "/tasks/\(Self.id)/nothing", "/tasks/\(Self.id)/runs/1"] {
                    try await client.execute(uri: path, method: method) { #expect($0.status == .notFound) }
                }
            }
        }
    }

    private static func methods(_ response: TestResponse) -> Set<String> {
        Set((response.headers[.allow] ?? "").split(separator: ",").map { $0.filter { $0 != " " } })
    }

    /// A name takes precedence over a parameter, as in the router.
    @Test func theTableReadsPathsAsTheRouterDoes() {
        let table = RouteTable([
            (.get, "/tasks/{id}"), (.delete, "/tasks/{id}"), (.post, "/tasks/batch"), (.get, "/tasks"),
            (.post, "/tasks/{id}/run"), (.put, "/tasks/by-name/{name}"),
        ])
        #expect(table.methods(at: "/tasks/batch") == [.options, .post])
        #expect(table.methods(at: "/tasks/x") == [.delete, .get, .head, .options])
        #expect(table.methods(at: "/tasks/by-name/run") == [.options, .put])
        #expect(table.methods(at: "/tasks/x/run") == [.options, .post])
        #expect(table.methods(at: "/") == nil)
        #expect(table.methods(at: "/task") == nil)
    }
}
