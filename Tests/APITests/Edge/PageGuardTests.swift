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

/// Pages of other origins can't use the API through a browser while no key is needed.
@Suite struct PageGuardTests {
    private static func guarded(
        _ authority: String?, _ headers: HTTPFields, hosts: HostNames = HostNames(["box"]),
        origins: CrossOrigins? = nil, scheme: String = "http", method: HTTPRequest.Method = .get
    ) -> String? {
        let request = HTTPRequest(
            method: method, scheme: "http", authority: authority, path: "/tasks", headerFields: headers)
        let pages = PageGuard(hosts: hosts, origins: origins, scheme: scheme)
        return pages.objection(to: request, authority: authority.flatMap { Authority($0) })?.errors.first?.pointer
    }

    @Test(arguments: [
        "localhost", "localhost:8080", "LOCALHOST:8080", "localhost.", "a.localhost", "a.b.localhost:1", "127.0.0.1",
        "127.0.0.1:8080", "127.9.8.7", "10.1.2.3:80", "[::1]", "[::1]:8080", "[fe80::1%25eth0]:8080",
        "[2001:db8::1]", "box", "BOX:8080", "box.", "0.0.0.0:8080", "[::ffff:127.0.0.1]:80", "localhost:",
    ])
    func addressesAndNamesOfTheMachineAreTaken(_ authority: String) {
        #expect(Self.guarded(authority, [:]) == nil)
    }

    /// Each could be a name that a page has given the address of this machine.
    @Test(arguments: [
        "evil.example", "evil.example:8080", "localhost.evil.example", "127.0.0.1.evil.example", "evillocalhost",
        "box.evil.example", "127.0.0.1.nip.io", "1", "2130706433", "0x7f000001", "127.1", "localhost.localdomain",
        "xn--bcher-kva.example",
    ])
    func otherNamesAreNot(_ authority: String) {
        for method in [HTTPRequest.Method.get, .post, .options, .head, .delete] {
            #expect(Self.guarded(authority, [:], method: method) == "Host")
        }
        let headers: HTTPFields = [.origin: "http://\(authority)", .secFetchSite: "same-origin"]
        #expect(Self.guarded(authority, headers) == "Host")
        #expect(Self.guarded(authority, headers, origins: .all) == "Host")
    }

    @Test func namesThatAreSetAreTaken() throws {
        let hosts = try #require(HostNames(list: "carillon.example, Other.Example"))
        #expect(Self.guarded("carillon.example:8080", [:], hosts: hosts) == nil)
        #expect(Self.guarded("OTHER.example", [:], hosts: hosts) == nil)
        #expect(Self.guarded("a.carillon.example", [:], hosts: hosts) == "Host")
        #expect(Self.guarded("box", [:], hosts: hosts) == "Host")
    }

    @Test(arguments: ["", ",", "a,", "http://a", "a:80", "a b", "a/b", "*", "[::1", "a,,b"])
    func whatIsNotANameIsRefused(_ text: String) {
        // An asterisk is allowed in names, and is no pattern.
        #expect((HostNames(list: text) == nil) == (text != "*"))
    }

    @Test(arguments: [
        ("localhost:8080", "http://localhost:8080"), ("127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("localhost", "http://localhost"), ("localhost:80", "http://localhost"), ("localhost", "http://localhost:80"),
        ("[::1]:8080", "http://[::1]:8080"), ("LOCALHOST:8080", "http://localhost:8080"),
    ])
    func pagesOfTheAPIItselfAreTaken(_ authority: String, origin: String) {
        #expect(Self.guarded(authority, [.origin: origin, .secFetchSite: "same-origin"]) == nil)
    }

    @Test(arguments: [
        "http://evil.example", "https://localhost:8080", "http://localhost", "http://localhost:8081", "null", "",
        "http://127.0.0.1:8080", "http://[::1]:8080", "file://", "chrome-extension://abc", "localhost:8080",
        "http://localhost:8080/", "http://localhost:8080 http://evil.example", "http://localhost:8080, http://a",
        "http://user@localhost:8080", "http://localhost:8080@evil.example", "http://localhost:8080.evil.example",
    ])
    func otherPagesAreNot(_ origin: String) {
        #expect(Self.guarded("localhost:8080", [.origin: origin]) == "Origin")
        #expect(Self.guarded("localhost:8080", [.origin: origin, .secFetchSite: "same-origin"]) == "Origin")
    }

    @Test func twoOriginsAreNotOne() {
        var headers: HTTPFields = [.origin: "http://localhost:8080"]
        headers[values: .origin].append("http://evil.example")
        #expect(Self.guarded("localhost:8080", headers) == "Origin")
    }

    @Test func overTLSTheSchemeIsAnother() {
        #expect(Self.guarded("localhost:8443", [.origin: "https://localhost:8443"], scheme: "https") == nil)
        #expect(Self.guarded("localhost:8443", [.origin: "http://localhost:8443"], scheme: "https") == "Origin")
        #expect(Self.guarded("localhost", [.origin: "https://localhost:443"], scheme: "https") == nil)
    }

    @Test(arguments: [
        ("same-origin", nil), ("none", nil), ("cross-site", "Sec-Fetch-Site"), ("same-site", "Sec-Fetch-Site"),
        ("", "Sec-Fetch-Site"), ("none, cross-site", "Sec-Fetch-Site"), ("SAME-ORIGIN", "Sec-Fetch-Site"),
    ])
    func whatBrowsersSayOfThePageCounts(_ site: String, header: String?) {
        #expect(Self.guarded("localhost:8080", [.secFetchSite: site]) == header)
    }

    @Test func pagesThatMayUseItAreTaken() {
        let headers: HTTPFields = [.origin: "https://app.example.com", .secFetchSite: "cross-site"]
        #expect(Self.guarded("localhost:8080", headers, origins: .only(["https://app.example.com"])) == nil)
        #expect(Self.guarded("localhost:8080", headers, origins: .only(["https://b.example.com"])) == "Origin")
        #expect(Self.guarded("localhost:8080", headers, origins: .all) == nil)
        #expect(Self.guarded("evil.example", headers, origins: .all) == "Host")
    }

    // MARK: - In front of the routes

    private func serving(
        keys: [AccessKey] = [], adminKey: String? = nil,
        _ body: @escaping @Sendable (any TestClientProtocol, StubScheduler) async throws -> Void
    ) async throws {
        let scheduler = StubScheduler(keys: keys) { _ in .success(RawJSON(#"["done"]"#)) }
        let service = APIService(
            scheduler: scheduler, events: StubEvents(),
            clock: ManualClock(now: Timestamp(milliseconds: 1_781_103_600_000)), random: .seeded(1),
            settings: .init(adminKey: adminKey), logger: Logger(label: "test"))
        try await service.application.test(.router) { try await body(JSONClient(client: $0), scheduler) }
    }

    private static let requests: [(HTTPRequest.Method, String, String?)] = [
        (.get, "/tasks", nil), (.head, "/tasks", nil), (.options, "/tasks", nil), (.post, "/tasks", task),
        (.post, "/keys", #"{"name":"a","scopes":["admin"]}"#), (.delete, "/tasks?confirm=true", nil),
        (.post, "/tasks/01970000-0000-7000-8000-000000000001/run", nil), (.get, "/events", nil), (.get, "/docs", nil),
        (.get, "/openapi.json", nil), (.put, "/limits/group:a", #"{"max_concurrent":1}"#), (.get, "/nothing", nil),
        (.patch, "/tasks/01970000-0000-7000-8000-000000000001", "{}"), (.post, "/recurrences/preview", "{}"),
    ]
    private static let task = #"{"action":"a","payload":1,"run_at":"2026-06-10T15:00:00Z"}"#
    private static let evil: [HTTPFields] = [
        [.origin: "http://evil.example"], [.origin: "null"], [.secFetchSite: "cross-site"],
    ]

    @Test func everythingIsRefusedToPagesWhileNoKeyIsNeeded() async throws {
        try await serving { client, scheduler in
            for (method, path, body) in Self.requests {
                for headers in Self.evil {
                    try await client.execute(
                        uri: path, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) }
                    ) { response in
                        #expect(response.status == .forbidden, "\(method) \(path) \(headers)")
                        guard method != .head else { return }
                        let detail = try problem(response)["detail"] as? String
                        #expect(detail?.contains("create a key") == true)
                    }
                }
            }
            #expect(scheduler.asked.isEmpty)
            // A request without a sign of a page is served.
            try await client.execute(uri: "/tasks", method: .get) { #expect($0.status == .ok) }
        }
    }

    /// A page has no key, and browsers send none automatically.
    @Test func withKeysTheKeyDecides() async throws {
        let key = AccessKey(
            id: AccessKeyID(high: 1, low: 1), name: "k", hash: KeyRing.hash("secret"), scopes: [.admin], groups: nil,
            createdAt: .earliest, expiresAt: nil)
        try await serving(keys: [key]) { client, _ in
            for headers in Self.evil {
                try await client.execute(uri: "/tasks", method: .get, headers: headers) {
                    #expect($0.status == .unauthorized)
                }
                var headers = headers
                headers[.authorization] = "Bearer secret"
                try await client.execute(uri: "/tasks", method: .get, headers: headers) { #expect($0.status == .ok) }
            }
            try await client.execute(uri: "/docs", method: .get, headers: Self.evil[0]) { #expect($0.status == .ok) }
        }
    }

    /// Probes call a machine by any name, and need the scheduler for nothing.
    @Test func healthIsToldToAll() async throws {
        try await serving { client, scheduler in
            for headers in Self.evil {
                try await client.execute(uri: "/healthz", method: .get, headers: headers) { response in
                    #expect(response.status == .ok)
                    #expect(String(buffer: response.body) == #"{"status":"ok"}"#)
                }
            }
            #expect(scheduler.asked.isEmpty)
        }
    }
}
