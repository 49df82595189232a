import AsyncHTTPClient
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import Messages
import NIOHTTP1
import NIOSSL
import ServiceLifecycle
import TaskModel
import TestSupport
import Testing
import Timekeeping
import TimekeepingTesting

@testable import API

/// `GET /events`, over a real connection.
@Suite(.timeLimit(.minutes(2))) struct EventRoutesTests {
    private static let now = Timestamp(milliseconds: 1_781_103_600_000)

    private static func key(_ secret: String, groups: Set<TaskGroup>? = nil, expiresAt: Timestamp? = nil) -> AccessKey {
        AccessKey(
            id: AccessKeyID(high: 1, low: UInt64(secret.utf8.count)), name: secret, hash: KeyRing.hash(secret),
            scopes: [.read], groups: groups, createdAt: now, expiresAt: expiresAt)
    }

    private struct Server: Sendable {
        let events = StubEvents()
        let clock = ManualClock(now: EventRoutesTests.now)
        var service: APIService
        var url = ""

        init(
            keys: [AccessKey], security: TransportSecurity?, limits: ConnectionLimits,
            onListening: @escaping @Sendable (Int) async -> Void
        ) {
            service = APIService(
                scheduler: events.scheduler(keys: keys), events: events, clock: clock, random: .seeded(1),
                settings: .init(port: 0, limits: limits, security: security), logger: Logger(label: "test"),
                onListening: onListening)
        }
    }

    /// Serves during `body`, and ends in order.
    private static func serving(
        keys: [AccessKey] = [], security: TransportSecurity? = nil, limits: ConnectionLimits = ConnectionLimits(),
        _ body: @escaping @Sendable (Server, ServiceGroup) async throws -> Void
    ) async throws {
        let (ports, port) = AsyncStream<Int>.makeStream()
        var server = Server(keys: keys, security: security, limits: limits) { port.yield($0) }
        let services = ServiceGroup(services: [server.service], logger: Logger(label: "test"))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await services.run() }
            for await port in ports {
                server.url = security == nil ? "http://127.0.0.1:\(port)" : "https://localhost:\(port)"
                break
            }
            do {
                try await body(server, services)
            } catch {
                group.cancelAll()
                throw error
            }
            await services.triggerGracefulShutdown()
            try await group.waitForAll()
        }
    }

    /// A client that reads during `body`, and then breaks the connection.
    private static func reading(
        _ server: Server, _ path: String, headers: [(String, String)] = [], client: HTTPClient = .shared,
        version: HTTPVersion = .http1_1, _ body: (EventReader) async throws -> Void
    ) async throws {
        var request = HTTPClientRequest(url: server.url + path)
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        let response = try await client.execute(request, timeout: .minutes(1))
        #expect(response.version == version)
        #expect(response.status == .ok)
        #expect(response.headers.first(name: "Content-Type") == "text/event-stream")
        #expect(response.headers.first(name: "Cache-Control") == "no-cache, no-transform")
        #expect(response.headers.first(name: "X-Accel-Buffering") == "no")
        let reader = EventReader()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for try await bytes in response.body { reader.append(bytes) }
                reader.append(ByteBuffer(string: ": ended\n\n"))
            }
            try await reader.expect("it opens") { $0.all.hasPrefix("retry: 1000\n: open\n\n") }
            try await body(reader)
            group.cancelAll()
            while let result = await group.nextResult() {
                if case .failure(let error) = result, !(error is CancellationError) { throw error }
            }
        }
    }

    @Test func eventsComeAsTheyHappenAndAClientThatGoesLeavesNothing() async throws {
        try await Self.serving { server, _ in
            try await Self.reading(server, "/events") { reader in
                try await Self.reading(server, "/events?type=run.finished,run.queued&action=webhook") { other in
                    server.events.record(2)
                    server.events.record(1, "run.finished")
                    try await reader.expect("all come") { $0.ids == [1, 2, 3] }
                    try await other.expect("one comes") { $0.ids == [3] }
                    #expect(server.service.events.listenerCount == 2)
                }
            }
            #expect(try await eventually { server.service.events.listenerCount == 0 })
        }
    }

    @Test func overHTTP2ItIsTheSame() async throws {
        let authority = try await CertificateAuthority.make()
        let issued = try await authority.issue("localhost")
        let security = try TransportSecurity(certificateFile: issued.certificateFile, keyFile: issued.keyFile)
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .file(authority.caFile)
        let configuration = HTTPClient.Configuration(tlsConfiguration: tls)
        try await Self.serving(security: security) { server, services in
            try await HTTPClient.withHTTPClient(configuration: configuration) { client in
                try await Self.reading(server, "/events", client: client, version: .http2) { reader in
                    server.events.record(2)
                    try await reader.expect("they come") { $0.ids == [1, 2] }
                }
                #expect(try await eventually { server.service.events.listenerCount == 0 })
                try await Self.reading(server, "/events", client: client, version: .http2) { reader in
                    await services.triggerGracefulShutdown()
                    try await reader.expect("it ends") { $0.all.hasSuffix(": ended\n\n") }
                }
            }
        }
    }

    @Test func theHeaderSaysWhereToGoOnAndWins() async throws {
        try await Self.serving { server, _ in
            server.events.record(5)
            try await Self.reading(server, "/events?after=0") { reader in
                try await reader.expect("all come") { $0.ids == [1, 2, 3, 4, 5] }
            }
            try await Self.reading(server, "/events?after=0", headers: [("Last-Event-ID", "3")]) { reader in
                try await reader.expect("the rest comes") { $0.ids == [4, 5] }
            }
        }
    }

    @Test func streamsDoNotHoldUpTheEnd() async throws {
        try await Self.serving { server, services in
            try await Self.reading(server, "/events") { reader in
                await services.triggerGracefulShutdown()
                try await reader.expect("it ends") { $0.all.hasSuffix(": ended\n\n") }
            }
        }
    }

    @Test func whoTakesNothingForTooLongIsCutOffAndHoldsUpNobody() async throws {
        var limits = ConnectionLimits()
        limits.stall = .seconds(1)
        try await Self.serving(limits: limits) { server, _ in
            try await Self.reading(server, "/events?type=run.finished") { reader in
                // The client has received the head, and reads nothing of the body.
                let idle = try await HTTPClient.shared.execute(
                    HTTPClientRequest(url: server.url + "/events"), timeout: .minutes(1))
                #expect(idle.status == .ok)
                try #require(server.service.events.listenerCount == 2)
                let isCutOff = try await eventually {
                    server.events.record(1000)
                    return server.service.events.listenerCount == 1
                }
                #expect(isCutOff)
                withExtendedLifetime(idle) {}
                server.events.record(1, "run.finished")
                try await reader.expect("the other goes on") { $0.ids.count == 1 }
            }
        }
    }

    @Test func aStreamEndsWhenItsKeyExpires() async throws {
        let keys = [Self.key("a", expiresAt: Self.now + .seconds(20)), Self.key("bb", groups: ["billing"])]
        try await Self.serving(keys: keys) { server, _ in
            try await Self.reading(server, "/events", headers: [("Authorization", "Bearer a")]) { reader in
                try await Self.reading(server, "/events", headers: [("Authorization", "Bearer bb")]) { other in
                    server.events.record(2)
                    server.events.record(1, group: "billing")
                    try await reader.expect("all come") { $0.ids == [1, 2, 3] }
                    try await other.expect("those of its group come") { $0.ids == [3] }
                    try await server.clock.pass(until: "it ends") { reader.all.hasSuffix(": ended\n\n") }
                    let later = server.clock.uptime() + .seconds(40)
                    try await server.clock.pass(until: "time has passed") { server.clock.uptime() >= later }
                    #expect(!other.all.contains("ended"))
                }
            }
        }
    }

    @Test(arguments: [
        ("/events?after=-1", "after"), ("/events?after=x", "after"), ("/events?after=99999999999999999999", "after"),
        ("/events?type=run.done", "type"), ("/events?type=", "type"), ("/events?group=A", "group"),
        ("/events?action=a%20b", "action"), ("/events?task_id=x", "task_id"), ("/events?limit=3", "limit"),
        ("/events?after=1&after=2", "after"),
    ])
    func badParametersAreRefusedByName(uri: String, name: String) async throws {
        try await withAPI(StubEvents().scheduler()) { client in
            try await client.execute(uri: uri, method: .get) { response in
                #expect(response.status == .unprocessableContent)
                let errors = try #require(try problem(response)["errors"] as? [[String: Any]])
                #expect(errors.map { $0["pointer"] as? String } == [name])
            }
        }
    }

    @Test func aBadHeaderIsRefused() async throws {
        try await withAPI(StubEvents().scheduler()) { client in
            try await client.execute(uri: "/events", method: .get, headers: [.lastEventID: "x"]) { response in
                #expect(response.status == .badRequest)
            }
        }
    }
}
