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

/// The bodies that requests may have.
@Suite struct BodyTests {
    private static let id = "01970000-0000-7000-8000-000000000001"
    private static let task = #"{"action":"a","payload":1,"run_at":"2026-06-10T15:00:00Z"}"#

    private func serving(
        _ body: @escaping @Sendable (any TestClientProtocol, StubScheduler) async throws -> Void
    ) async throws {
        let scheduler = StubScheduler { _ in .success(RawJSON(#"["done"]"#)) }
        let service = APIService(
            scheduler: scheduler, events: StubEvents(),
            clock: ManualClock(now: Timestamp(milliseconds: 1_781_103_600_000)), random: .seeded(1),
            settings: .init(), logger: Logger(label: "test"))
        try await service.application.test(.router) { try await body($0, scheduler) }
    }

    private static let typed: [(HTTPRequest.Method, String)] = [
        (.post, "/tasks"), (.post, "/tasks/batch"), (.put, "/tasks/by-name/a"), (.patch, "/tasks/\(id)"),
        (.post, "/keys"), (.post, "/dead/redrive"), (.post, "/recurrences/preview"), (.put, "/limits/group:a"),
    ]

    /// Browsers send the first three for any page without a preflight.
    @Test(arguments: [
        "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=a", nil, "", "*/*",
        "text/json", "text/plain; application/json", "text/plain, application/json", "application/jsonp",
        "application/x,text/plain+json",
    ])
    func aBodyNeedsItsType(_ type: String?) async throws {
        try await serving { client, scheduler in
            for (method, path) in Self.typed {
                var headers: HTTPFields = [:]
                headers[.contentType] = type
                try await client.execute(
                    uri: path, method: method, headers: headers, body: ByteBuffer(string: Self.task)
                ) { response in
                    #expect(response.status == .unsupportedMediaType, "\(method) \(path)")
                    #expect(String(buffer: response.body).contains("application/json"))
                }
            }
            #expect(scheduler.asked.isEmpty)
        }
    }

    @Test(arguments: ["application/json", "Application/JSON ; charset=utf-8", "application/merge-patch+json"])
    func jsonIsTaken(_ type: String) async throws {
        try await serving { client, _ in
            try await client.execute(
                uri: "/tasks", method: .post, headers: [.contentType: type], body: ByteBuffer(string: Self.task)
            ) { #expect($0.status == .created) }
        }
    }

    private static let bare: [(HTTPRequest.Method, String)] = [
        (.post, "/tasks/\(id)/pause"), (.post, "/tasks/\(id)/resume"), (.post, "/tasks/\(id)/cancel"),
        (.post, "/tasks/\(id)/run"), (.delete, "/tasks/\(id)"), (.delete, "/tasks?confirm=true"),
        (.delete, "/tasks/by-name/a"), (.post, "/dead/\(id)/redrive"), (.delete, "/dead/\(id)"),
        (.delete, "/dead?confirm=true"), (.post, "/groups/a/pause"), (.post, "/groups/a/resume"),
        (.delete, "/keys/\(id)"), (.delete, "/limits/group:a"),
    ]

    @Test(arguments: ["text/plain", "application/x-www-form-urlencoded", "application/json", nil])
    func aChangeThatNeedsNoBodyTakesNone(_ type: String?) async throws {
        try await serving { client, scheduler in
            for (method, path) in Self.bare {
                var headers: HTTPFields = [:]
                headers[.contentType] = type
                for text in ["a=b", "{}", " "] {
                    try await client.execute(
                        uri: path, method: method, headers: headers, body: ByteBuffer(string: text)
                    ) { response in
                        #expect(response.status == .badRequest, "\(method) \(path)")
                        #expect(String(buffer: response.body).contains("takes no body"))
                    }
                }
            }
            #expect(scheduler.asked.isEmpty)
            try await client.execute(
                uri: "/tasks/\(Self.id)/pause", method: .post, headers: headers(type), body: ByteBuffer()
            ) { #expect($0.status == .ok) }
        }
        @Sendable func headers(_ type: String?) -> HTTPFields {
            var headers: HTTPFields = [.contentLength: "0"]
            headers[.contentType] = type
            return headers
        }
    }

    @Test(arguments: ["gzip", "br", "deflate", "GZIP", "zstd", "gzip, identity"])
    func compressedBodiesAreNamed(_ coding: String) async throws {
        try await serving { client, _ in
            for (method, path) in Self.typed {
                try await client.execute(
                    uri: path, method: method,
                    headers: [.contentType: "application/json", .contentEncoding: coding],
                    body: ByteBuffer(bytes: [0x1F, 0x8B, 8])
                ) { response in
                    #expect(response.status == .unsupportedMediaType)
                    #expect(response.headers[.acceptEncoding] == "identity")
                    #expect(String(buffer: response.body).contains(coding))
                }
            }
            try await client.execute(
                uri: "/tasks", method: .post,
                headers: [.contentType: "application/json", .contentEncoding: "identity"],
                body: ByteBuffer(string: Self.task)
            ) { #expect($0.status == .created) }
        }
    }

    @Test func aByteOrderMarkIsNamed() async throws {
        try await serving { client, _ in
            for (method, path) in Self.typed {
                try await client.execute(
                    uri: path, method: method, headers: [.contentType: "application/json"],
                    body: ByteBuffer(string: "\u{FEFF}" + Self.task)
                ) { response in
                    #expect(response.status == .badRequest, "\(path)")
                    #expect(String(buffer: response.body).contains("byte order mark"), "\(path)")
                }
            }
        }
    }

    @Test(arguments: ["100-continue", "100-Continue"])
    func oneExpectationIsKnown(_ expectation: String) async throws {
        try await serving { client, _ in
            for (value, status) in [(expectation, 201), ("a cake", 417), ("100-continue, cake", 417), ("", 417)] {
                try await client.execute(
                    uri: "/tasks", method: .post,
                    headers: [.contentType: "application/json", .expect: value], body: ByteBuffer(string: Self.task)
                ) { #expect($0.status.code == status) }
            }
        }
    }
}
