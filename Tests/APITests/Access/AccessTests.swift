import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JSON
import Logging
import Messages
import NIOCore
import TaskModel
import Testing
import Timekeeping
import TimekeepingTesting

@testable import API

/// The access of keys.
@Suite struct AccessTests {
    private static let now = Timestamp(milliseconds: 1_781_103_600_000)
    private static let admin = "an admin key of some length"

    private static func key(
        _ secret: String, _ scopes: Set<AccessScope>, groups: Set<TaskGroup>? = nil, expiresAt: Timestamp? = nil,
        revokedAt: Timestamp? = nil
    ) -> AccessKey {
        AccessKey(
            id: AccessKeyID(high: 1, low: UInt64(secret.utf8.count)), name: "key \(secret.utf8.count)",
            hash: KeyRing.hash(secret),
            scopes: scopes, groups: groups, createdAt: now, expiresAt: expiresAt, revokedAt: revokedAt)
    }

    private static let keys = [
        key("r", [.read]), key("ww", [.write]), key("aaa", [.admin]), key("gggg", [.write], groups: ["billing"]),
        key("eeeee", [.admin], expiresAt: now), key("vvvvvv", [.admin], revokedAt: now),
    ]

    private func serving(
        keys: [AccessKey] = AccessTests.keys, adminKey: String? = nil, perSecond: Int? = nil,
        clock: ManualClock = ManualClock(now: AccessTests.now), _ scheduler: StubScheduler? = nil,
        _ body: @escaping @Sendable (any TestClientProtocol) async throws -> Void
    ) async throws {
        let stub =
            scheduler
            ?? StubScheduler(keys: keys) { operation in
                if case .change = operation { return .success(RawJSON(#"["done"]"#)) }
                return .success(RawJSON("{}"))
            }
        let service = APIService(
            scheduler: stub, events: StubEvents(), clock: clock, random: .seeded(1),
            settings: .init(adminKey: adminKey, requestsPerSecond: perSecond), logger: Logger(label: "test"))
        try await service.application.test(.router) { try await body(JSONClient(client: $0)) }
    }

    private static func status(
        _ client: any TestClientProtocol, _ method: HTTPRequest.Method, _ uri: String, _ secret: String?,
        body: String? = nil
    ) async throws -> Int {
        var headers: HTTPFields = [.contentType: "application/json"]
        headers[.authorization] = secret.map { "Bearer \($0)" }
        return try await client.execute(
            uri: uri, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) }
        ) { response in
            if response.status == .unauthorized { #expect(response.headers[.wwwAuthenticate] != nil) }
            let text = String(buffer: response.body)
            if let secret { #expect(!text.contains("\"\(secret)\"")) }
            return response.status.code
        }
    }

    private static func expect(
        _ expected: Int, _ client: any TestClientProtocol, _ method: HTTPRequest.Method, _ uri: String,
        _ secret: String?, body: String? = nil
    ) async throws {
        let found = try await status(client, method, uri, secret, body: body)
        #expect(found == expected, "\(method) \(uri) with \(secret ?? "no key")")
    }

    private static let task = #"{"action":"a","payload":1,"run_at":"2026-06-11T09:00:00Z"}"#
    private static let id = "01970000-0000-7000-8000-000000000001"

    @Test func withoutAnyKeyEverybodyMayDoEverything() async throws {
        try await serving(keys: []) { client in
            try await Self.expect(200, client, .get, "/tasks", nil)
            try await Self.expect(201, client, .post, "/tasks", nil, body: Self.task)
            try await Self.expect(200, client, .get, "/keys", nil)
        }
    }

    @Test(
        arguments: [
            // secret, then what GET /tasks, POST /tasks and GET /keys answer
            (nil, 401, 401, 401), ("unknown", 401, 401, 401), ("r", 200, 403, 403), ("ww", 200, 201, 403),
            ("aaa", 200, 201, 200), ("gggg", 200, 403, 403), ("eeeee", 401, 401, 401), ("vvvvvv", 401, 401, 401),
        ] as [(String?, Int, Int, Int)])
    func aKeyOpensWhatItsScopeSays(secret: String?, read: Int, write: Int, admin: Int) async throws {
        try await serving { client in
            try await Self.expect(read, client, .get, "/tasks", secret)
            try await Self.expect(write, client, .post, "/tasks", secret, body: Self.task)
            try await Self.expect(admin, client, .get, "/keys", secret)
            try await Self.expect(200, client, .get, "/healthz", secret)
            try await Self.expect(200, client, .get, "/readyz", secret)
        }
    }

    /// Every route that changes something, with a read-only key.
    @Test(arguments: [
        ("POST", "/tasks"), ("DELETE", "/tasks?confirm=true"), ("POST", "/tasks/batch"), ("PATCH", "/tasks/\(id)"),
        ("DELETE", "/tasks/\(id)"), ("POST", "/tasks/\(id)/pause"), ("POST", "/tasks/\(id)/resume"),
        ("POST", "/tasks/\(id)/run"), ("POST", "/tasks/\(id)/cancel"), ("PUT", "/tasks/by-name/x"),
        ("DELETE", "/tasks/by-name/x"),
        ("POST", "/groups/default/pause"), ("POST", "/groups/default/resume"), ("POST", "/dead/redrive"),
        ("POST", "/dead/\(id)/redrive"), ("DELETE", "/dead/\(id)"), ("DELETE", "/dead"), ("POST", "/keys"),
        ("DELETE", "/keys/\(id)"), ("PUT", "/limits/group:billing"), ("DELETE", "/limits/group:billing"),
        ("POST", "/tasks/\(id)/backfill"), ("DELETE", "/tasks/\(id)/backfill"), ("PUT", "/calendars/a"),
        ("DELETE", "/calendars/a"),
    ])
    func aKeyThatReadsChangesNothing(method: String, uri: String) async throws {
        let scheduler = StubScheduler(keys: Self.keys) { _ in .success(RawJSON("{}")) }
        try await serving(scheduler) { client in
            let method = try #require(HTTPRequest.Method(method))
            try await Self.expect(403, client, method, uri, "r", body: Self.task)
        }
        #expect(scheduler.asked.isEmpty)
    }

    /// Calendars and limits affect the tasks of all groups.
    @Test(arguments: ["ww", "gggg"])
    func onlyAnAdminSetsLimits(secret: String) async throws {
        let scheduler = StubScheduler(keys: Self.keys) { _ in .success(RawJSON(#"{"limits":[]}"#)) }
        try await serving(scheduler) { client in
            for name in ["group:billing", "host:a"] {
                try await Self.expect(403, client, .put, "/limits/\(name)", secret, body: #"{"max_concurrent":1}"#)
                try await Self.expect(403, client, .delete, "/limits/\(name)", secret)
            }
            #expect(scheduler.asked.isEmpty)
            try await Self.expect(200, client, .get, "/limits", secret)
            try await Self.expect(404, client, .get, "/limits/group:billing", secret)
            try await Self.expect(200, client, .put, "/limits/host:a", "aaa", body: #"{"max_concurrent":1}"#)
            try await Self.expect(200, client, .delete, "/limits/host:a", "aaa")
        }
        let groups: Set<TaskGroup>? = secret == "gggg" ? ["billing"] : nil
        #expect(scheduler.groups == [groups, groups, nil, nil])
    }

    @Test func `a key that is bound to groups reads calendars, and changes none`() async throws {
        let scheduler = StubScheduler(keys: Self.keys) { _ in .success(RawJSON(#"{"calendars":[]}"#)) }
        try await serving(scheduler) { client in
            try await Self.expect(403, client, .put, "/calendars/a", "gggg", body: "[]")
            try await Self.expect(403, client, .delete, "/calendars/a", "gggg")
            #expect(scheduler.asked.isEmpty)
            try await Self.expect(200, client, .get, "/calendars", "gggg")
            try await Self.expect(200, client, .get, "/calendars/a", "r")
            try await Self.expect(200, client, .put, "/calendars/a", "ww", body: "[]")
            try await Self.expect(200, client, .delete, "/calendars/a", "aaa")
        }
    }

    @Test func `a backfill is for the groups of its key, and so is its idempotency key`() async throws {
        let scheduler = StubScheduler(keys: Self.keys) { _ in .success(RawJSON("{}")) }
        try await serving(scheduler) { client in
            for secret in ["ww", "gggg"] {
                for method in [.post, .get, .delete] as [HTTPRequest.Method] {
                    try await client.execute(
                        uri: "/tasks/\(Self.id)/backfill", method: method,
                        headers: [
                            .authorization: "Bearer \(secret)", .idempotencyKey: "once",
                            .contentType: "application/json",
                        ],
                        body: method == .post
                            ? ByteBuffer(string: #"{"from":"2026-06-01T00:00:00Z","dry_run":false}"#) : nil
                    ) { #expect($0.status.code < 300) }
                }
            }
        }
        #expect(scheduler.groups == [nil, nil, nil, ["billing"], ["billing"], ["billing"]])
        let keys = scheduler.asked.compactMap { operation -> String? in
            if case .startBackfill(_, _, let key) = operation { return key?.key }
            return nil
        }
        #expect(keys.count == 2 && keys[0] == "once" && keys[1] != "once")
    }

    @Test func aKeyOfAGroupIsForThatGroup() async throws {
        let scheduler = StubScheduler(keys: Self.keys) { operation in
            if case .change = operation { return .success(RawJSON(#"["done"]"#)) }
            return .success(RawJSON("{}"))
        }
        let task = #"{"group":"billing",\#(Self.task.dropFirst())"#
        try await serving(scheduler) { client in
            try await Self.expect(201, client, .post, "/tasks", "gggg", body: task)
            try await Self.expect(200, client, .post, "/tasks/\(Self.id)/pause", "gggg")
            try await Self.expect(403, client, .post, "/groups/default/pause", "gggg")
            try await Self.expect(200, client, .get, "/tasks", "gggg")
        }
        let id = try #require(TaskID(Self.id))
        #expect(scheduler.asked.contains(.change([.scoped(["billing"], .pause(id))])))
        #expect(scheduler.groups.last == ["billing"])
    }

    /// A sender that may not see a task must not learn that another request created it.
    @Test func idempotencyKeysOfOthersAreNotFound() async throws {
        let scheduler = StubScheduler(keys: Self.keys) { _ in .success(RawJSON(#"["done"]"#)) }
        let body = #"{"group":"billing",\#(Self.task.dropFirst())"#
        try await serving(scheduler) { client in
            for secret in ["ww", "gggg", "gggg"] {
                try await client.execute(
                    uri: "/tasks", method: .post,
                    headers: [
                        .authorization: "Bearer \(secret)", .idempotencyKey: "once",
                        .contentType: "application/json",
                    ],
                    body: ByteBuffer(string: body)
                ) { #expect($0.status == .created) }
            }
        }
        let keys = scheduler.asked.compactMap { operation -> String? in
            guard case .change(let changes) = operation, case .createOnce(_, let key) = changes[0] else { return nil }
            return key.key
        }
        #expect(keys.count == 3)
        #expect(keys[0] == "once")
        #expect(keys[1] != keys[0])
        #expect(keys[1] == keys[2])
    }

    @Test func theAdminKeyNeedsNoScheduler() async throws {
        try await serving(keys: [], adminKey: Self.admin) { client in
            try await Self.expect(200, client, .get, "/tasks", Self.admin)
            try await Self.expect(401, client, .get, "/tasks", Self.admin + "x")
            try await Self.expect(401, client, .get, "/tasks", nil)
        }
    }

    @Test(arguments: ["Basic eDp5", "Bearer", "Bearer ", "bearer a b", "aaa"])
    func otherKindsOfAuthorizationAreRefused(_ value: String) async throws {
        try await serving { client in
            let status = try await client.execute(uri: "/tasks", method: .get, headers: [.authorization: value]) {
                $0.status.code
            }
            #expect(status == 401)
        }
    }

    @Test func theSecretIsShownOnceAndNeverLeaves() async throws {
        let scheduler = StubScheduler(keys: Self.keys) { _ in .success(RawJSON("{}")) }
        try await serving(scheduler) { client in
            try await client.execute(
                uri: "/keys", method: .post, headers: [.authorization: "Bearer aaa"],
                body: ByteBuffer(string: #"{"name":"ci","scopes":["tasks:write"],"groups":["billing"]}"#)
            ) { response in
                #expect(response.status == .created)
                let body = try #require(
                    JSONSerialization.jsonObject(with: Data(response.body.readableBytesView)) as? [String: Any])
                let secret = try #require(body["key"] as? String)
                #expect(secret.hasPrefix("ck_") && secret.count == 67)
                #expect(body["hash"] == nil)
                guard case .createKey(let key) = scheduler.asked.last else {
                    Issue.record("no key was made: \(scheduler.asked)")
                    return
                }
                #expect(key.hash == KeyRing.hash(secret))
                let message = SchedulerRequest(.createKey(key), deadline: Self.now).encoded()
                #expect(!String(decoding: message, as: UTF8.self).contains(secret))
            }
        }
    }

    @Test(arguments: [
        (#"{"scopes":["admin"]}"#, "/name"), (#"{"name":"","scopes":["admin"]}"#, "/name"),
        (#"{"name":"x"}"#, "/scopes"), (#"{"name":"x","scopes":[]}"#, "/scopes"),
        (#"{"name":"x","scopes":["root"]}"#, "/scopes/0"), (#"{"name":"x","scopes":"admin"}"#, "/scopes"),
        (#"{"name":"x","scopes":["tasks:read"],"groups":[]}"#, "/groups"),
        (#"{"name":"x","scopes":["tasks:read"],"groups":["A"]}"#, "/groups/0"),
        (#"{"name":"x","scopes":["admin"],"groups":["a"]}"#, "/groups"),
        (#"{"name":"x","scopes":["admin"],"expires_at":"2020-01-01T00:00:00Z"}"#, "/expires_at"),
        (#"{"name":"x","scopes":["admin"],"key":"mine"}"#, "/key"),
    ])
    func badKeysAreRefusedByField(body: String, pointer: String) throws {
        let problem = try #require(throws: Problem.self) {
            try AccessKeyParser.parse(Array(body.utf8), id: AccessKeyID(high: 0, low: 0), hash: "", now: Self.now)
        }
        #expect(problem.errors.contains { $0.pointer == pointer }, "\(problem.errors)")
    }

    @Test func aKeySendsNoMoreThanItMay() async throws {
        let clock = ManualClock(now: Self.now)
        try await serving(perSecond: 3, clock: clock) { client in
            for _ in 0..<3 { try await Self.expect(200, client, .get, "/tasks", "r") }
            try await client.execute(uri: "/tasks", method: .get, headers: [.authorization: "Bearer r"]) { response in
                #expect(response.status == .tooManyRequests)
                #expect(response.headers[.retryAfter] == "1")
                #expect(response.headers[.rateLimit] == "\"default\";r=0;t=1")
                #expect(response.headers[.rateLimitPolicy] == "\"default\";q=3;w=1")
            }
            // Another key has its own bucket.
            try await Self.expect(200, client, .get, "/tasks", "ww")
            clock.advance(by: .milliseconds(400))
            try await Self.expect(200, client, .get, "/tasks", "r")
            try await Self.expect(429, client, .get, "/tasks", "r")
        }
    }
}
