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

/// The headers that browsers get.
@Suite struct CrossOriginTests {
    private static let page = "https://app.example.com"

    private func serving(
        _ origins: CrossOrigins?, _ body: @escaping @Sendable (any TestClientProtocol) async throws -> Void
    ) async throws {
        let service = APIService(
            scheduler: StubScheduler { _ in .success(RawJSON("{}")) }, events: StubEvents(),
            clock: ManualClock(now: Timestamp(milliseconds: 1_781_103_600_000)), random: .seeded(1),
            settings: .init(adminKey: "a key of some length", crossOrigins: origins), logger: Logger(label: "test"))
        try await service.application.test(.router) { try await body(JSONClient(client: $0)) }
    }

    private static let preflight: HTTPFields = [
        .origin: page, .accessControlRequestMethod: "PATCH", .accessControlRequestHeaders: "authorization",
    ]

    @Test func nothingIsSaidUnlessAsked() async throws {
        try await serving(nil) { client in
            try await client.execute(uri: "/tasks", method: .options, headers: Self.preflight) { response in
                #expect(response.status == .unauthorized)
                #expect(response.headers[.accessControlAllowOrigin] == nil)
            }
        }
    }

    @Test(arguments: [CrossOrigins.all, .only([page, "http://localhost:3000"])])
    func aPreflightNeedsNoKey(_ origins: CrossOrigins) async throws {
        try await serving(origins) { client in
            try await client.execute(uri: "/tasks/x", method: .options, headers: Self.preflight) { response in
                #expect(response.status == .noContent)
                #expect(response.headers[.accessControlAllowOrigin] == (origins == .all ? "*" : Self.page))
                for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
                    #expect(response.headers[.accessControlAllowMethods]?.contains(method) == true)
                }
                for header in ["Authorization", "Content-Type", "If-Match", "Idempotency-Key", "Last-Event-ID"] {
                    #expect(response.headers[.accessControlAllowHeaders]?.contains(header) == true)
                }
                #expect(response.headers[.vary] == (origins == .all ? nil : "Origin"))
            }
        }
    }

    /// Pages can read problems, too.
    @Test(arguments: ["/tasks", "/healthz", "/nothing"])
    func answersCanBeReadByThePage(_ path: String) async throws {
        try await serving(.only([Self.page])) { client in
            try await client.execute(uri: path, method: .get, headers: [.origin: Self.page]) { response in
                #expect(response.headers[.accessControlAllowOrigin] == Self.page)
                #expect(response.headers[.accessControlExposeHeaders]?.contains("Idempotent-Replayed") == true)
            }
        }
    }

    @Test(arguments: ["https://evil.example.com", "null", "http://app.example.com"])
    func otherPagesAreToldNothing(_ origin: String) async throws {
        try await serving(.only([Self.page])) { client in
            for method in [HTTPRequest.Method.get, .options] {
                let headers: HTTPFields = [.origin: origin, .accessControlRequestMethod: "GET"]
                try await client.execute(uri: "/healthz", method: method, headers: headers) { response in
                    #expect(response.headers[.accessControlAllowOrigin] == nil)
                    #expect(response.headers[.accessControlAllowHeaders] == nil)
                    #expect(response.headers[.accessControlExposeHeaders] == nil)
                    #expect(response.headers[.vary] == "Origin")
                }
            }
        }
    }

    @Test func anOptionsThatIsNoPreflightIsARequest() async throws {
        try await serving(.all) { client in
            try await client.execute(uri: "/tasks", method: .options, headers: [.origin: Self.page]) { response in
                #expect(response.status == .unauthorized)
            }
        }
    }

    @Test(arguments: [
        "", "example.com", "https://", "https://example.com/", "https://a.com,", "*,https://a.com", "ftp://a.com",
        "https://a.com https://b.com", "null",
    ])
    func whatIsNoOriginIsRefused(_ text: String) {
        #expect(CrossOrigins(text) == nil)
    }

    @Test func originsAreReadFromAList() {
        #expect(CrossOrigins("*") == .all)
        #expect(
            CrossOrigins("https://A.example.com, http://[::1]:3000")
                == .only(["https://a.example.com", "http://[::1]:3000"]))
    }
}
