import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JSON
import Logging
import Messages
import Synchronization
import TaskModel
import TestSupport
import Testing
import Timekeeping
import TimekeepingTesting

@testable import API

/// The access of tokens.
@Suite struct TokenTests {
    private static let now = Timestamp(milliseconds: 1_781_103_600_000)
    private static let issuer = "https://issuer.example.com"

    /// Claims that suffice, and those that a test is about in their place.
    private static func claims(
        iss: String? = "\"https://issuer.example.com\"", aud: String? = "\"carillon\"", exp: String? = "1781103660",
        more: String? = #""scope":"openid tasks:write""#
    ) -> String {
        [iss.map { "\"iss\":\($0)" }, aud.map { "\"aud\":\($0)" }, exp.map { "\"exp\":\($0)" }, more]
            .compactMap(\.self).joined(separator: ",")
    }

    private static func verifier(
        _ clock: ManualClock = ManualClock(now: now), keysChange: Bool = false,
        _ keySet: @escaping @Sendable () throws -> Data
    ) -> TokenVerifier {
        TokenVerifier(
            TokenSettings(issuer: issuer, audience: "carillon", keysChange: keysChange) { Array(try keySet()) },
            clock: clock, logger: Logger(label: "test"))
    }

    private static func problem(_ verifier: TokenVerifier, _ token: String) async throws -> Problem {
        let problem = try await #require(throws: Problem.self) { _ = try await verifier.caller(token) }
        #expect(!token.split(separator: ".").contains { problem.detail.contains($0) })
        return problem
    }

    @Test(arguments: TokenSigner.Algorithm.allCases)
    func aTokenOpensWhatItsScopeSays(_ algorithm: TokenSigner.Algorithm) async throws {
        let signer = try TokenSigner(algorithm, kid: "a")
        let verifier = Self.verifier { try TokenSigner.keySet([signer]) }
        let caller = try await verifier.caller(signer.token(Self.claims()))
        #expect(caller.access == Access(scope: .write, groups: nil))
        // The rate limit counts the requests of each bearer separately.
        let other = try await verifier.caller(signer.token(Self.claims() + #","sub":"ada""#))
        #expect(other.name != nil && other.name != caller.name)
    }

    private static let opening: [(String, AccessScope, Set<TaskGroup>?)] = [
        (#""scope":"tasks:read""#, .read, nil), (#""scopes":["tasks:read","admin"]"#, .admin, nil),
        (#""scope":"tasks:read","scopes":["tasks:write"]"#, .write, nil),
        (#""scope":"tasks:write","groups":["billing","Not A Group"]"#, .write, ["billing"]),
        (#""scope":"admin","groups":["billing"]"#, .write, ["billing"]),
        (#""scope":"admin","nbf":1781103600.5,"iat":1"#, .admin, nil),
    ]

    @Test(arguments: opening)
    func scopesAndGroupsAreRead(more: String, scope: AccessScope, groups: Set<TaskGroup>?) async throws {
        let signer = try TokenSigner(kid: "a")
        let verifier = Self.verifier { try TokenSigner.keySet([signer]) }
        let caller = try await verifier.caller(signer.token(Self.claims(more: more)))
        #expect(caller.access == Access(scope: scope, groups: groups))
    }

    /// 401 for claims that are wrong.
    private static let wrong: [String] = [
        claims(iss: "\"https://other.example.com\""), claims(iss: nil), claims(aud: "\"x\""), claims(aud: "[]"),
        claims(aud: nil), claims(aud: "7"), claims(exp: nil), claims(exp: "1781103580"),
        claims(exp: "\"1781103660\""), claims(exp: "null"), claims(exp: "-1e300"),
        claims(more: #""scope":"admin","nbf":1781103620"#), claims(more: #""scope":"admin","nbf":"soon""#),
        claims(more: #""scope":7"#), claims(more: #""scopes":"admin""#),
        claims(more: #""scope":"admin","groups":"billing""#),
    ]
    /// 403 for those that open nothing.
    private static let useless: [String] = [
        claims(more: nil), claims(more: #""scope":"openid""#), claims(more: #""scope":"ADMIN""#),
        claims(more: #""scope":"admin","groups":[]"#), claims(more: #""scope":"admin","groups":["Not A Group"]"#),
    ]

    @Test(arguments: wrong.map { ($0, 401) } + useless.map { ($0, 403) })
    func otherClaimsAreRefused(claims: String, status: Int) async throws {
        let signer = try TokenSigner(kid: "a")
        let verifier = Self.verifier { try TokenSigner.keySet([signer]) }
        #expect(try await Self.problem(verifier, signer.token(claims)).status.code == status)
    }

    @Test func severalAudiencesMayContainOurs() async throws {
        let signer = try TokenSigner(kid: "a")
        let verifier = Self.verifier { try TokenSigner.keySet([signer]) }
        _ = try await verifier.caller(signer.token(Self.claims(aud: #"["x","carillon"]"#)))
    }

    @Test func aTokenThatExpiresIsRefusedFromThenOn() async throws {
        let signer = try TokenSigner(kid: "a")
        let clock = ManualClock(now: Self.now)
        let verifier = Self.verifier(clock) { try TokenSigner.keySet([signer]) }
        let token = try signer.token(Self.claims())
        _ = try await verifier.caller(token)
        clock.advance(by: .seconds(71))
        #expect(try await Self.problem(verifier, token).status == .unauthorized)
    }

    @Test(arguments: [
        #"{"alg":"none","kid":"a"}"#, #"{"alg":"HS256","kid":"a"}"#, #"{"alg":"ES384","kid":"a"}"#,
        #"{"alg":"es256","kid":"a"}"#, #"{"kid":"a"}"#, #"{"alg":"ES256","kid":"b"}"#, #"{"alg":"ES256","kid":7}"#,
        #"{"alg":"ES256","kid":"a","crit":["x"]}"#, "[]", "no JSON", "",
    ])
    func otherHeadersAreRefused(_ header: String) async throws {
        let signer = try TokenSigner(kid: "a")
        let verifier = Self.verifier { try TokenSigner.keySet([signer]) }
        let token = try signer.token(Self.claims(), header: header)
        #expect(try await Self.problem(verifier, token).status == .unauthorized)
    }

    /// The classic mistakes: no signature, and the public key as the secret of an HMAC.
    @Test func whatIsNotSignedByTheKeyIsRefused() async throws {
        let signer = try TokenSigner(kid: "a")
        let verifier = Self.verifier { try TokenSigner.keySet([signer]) }
        let token = try signer.token(Self.claims())
        let parts = token.split(separator: ".").map(String.init)
        let forged = try TokenSigner(kid: "a").token(Self.claims())
        let admin = TokenSigner.base64url(Data("{\(Self.claims(more: #""scope":"admin""#))}".utf8))
        for bad in [
            "\(parts[0]).\(parts[1]).", "\(parts[0]).\(admin).\(parts[2])", forged, "a.b.c", "..", "é.é.é",
            "\(parts[0]).\(parts[1]).\(parts[2].dropLast(4))", "\(parts[0])..\(parts[2])",
        ] {
            let problem = try await #require(throws: Problem.self) { _ = try await verifier.caller(bad) }
            #expect(problem.status == .unauthorized, "\(bad)")
        }
    }

    @Test func aTokenNeedNotNameTheOnlyKey() async throws {
        let signer = try TokenSigner(kid: "a")
        let second = try TokenSigner(kid: "b")
        let token = try signer.token(Self.claims(), header: #"{"alg":"ES256"}"#)
        _ = try await Self.verifier { try TokenSigner.keySet([signer]) }.caller(token)
        let verifier = Self.verifier { try TokenSigner.keySet([signer, second]) }
        #expect(try await Self.problem(verifier, token).status == .unauthorized)
    }

    @Test func newKeysAreFetchedNowAndThenOnly() async throws {
        let old = try TokenSigner(kid: "old")
        let new = try TokenSigner(kid: "new")
        let clock = ManualClock(now: Self.now)
        let fetched = Mutex(0)
        let verifier = Self.verifier(clock, keysChange: true) {
            let count = fetched.withLock {
                $0 += 1
                return $0
            }
            if count == 3 { throw CancellationError() }
            return try TokenSigner.keySet(count == 1 ? [old] : [old, new])
        }
        try await verifier.prepare()
        _ = try await verifier.caller(old.token(Self.claims()))
        for _ in 0..<5 { #expect(try await Self.problem(verifier, new.token(Self.claims())).status == .unauthorized) }
        #expect(fetched.withLock(\.self) == 1)
        clock.advance(by: .seconds(30))
        _ = try await verifier.caller(new.token(Self.claims()))
        #expect(fetched.withLock(\.self) == 2)
        // A fetch that fails loses nothing.
        clock.advance(by: .seconds(30))
        let token = try TokenSigner(kid: "unknown").token(Self.claims(exp: "1781104000"))
        #expect(try await Self.problem(verifier, token).status == .unauthorized)
        #expect(fetched.withLock(\.self) == 3)
        _ = try await verifier.caller(new.token(Self.claims(exp: "1781104000")))
    }

    @Test func withoutKeysNobodyKnows() async throws {
        let signer = try TokenSigner(kid: "a")
        let verifier = Self.verifier(keysChange: true) { throw CancellationError() }
        try await verifier.prepare()
        #expect(try await Self.problem(verifier, signer.token(Self.claims())).status == .serviceUnavailable)
        for text in ["", "{}", #"{"keys":[]}"#, #"{"keys":7}"#, "<html>"] {
            let verifier = Self.verifier { Data(text.utf8) }
            await #expect(throws: UnusableKeySetError.self, "\(text)") { try await verifier.prepare() }
        }
    }

    /// A key set may have keys for other purposes; a shared secret in it must not verify tokens.
    @Test func keysThatCannotBeUsedAreLeftOut() async throws {
        let signer = try TokenSigner(kid: "a")
        let encryption = try TokenSigner(kid: "enc").jwk().merging(["use": "enc"]) { _, new in new }
        let others: [[String: String]] = [
            ["kid": "secret", "kty": "oct", "k": "c2VjcmV0", "alg": "HS256"], ["kty": "EC", "crv": "P-256", "x": "AA"],
            ["kid": "small", "kty": "RSA", "n": "AQAB", "e": "AQAB"], ["kid": "odd", "kty": "new"], [:], encryption,
            ["kid": "oaep", "kty": "RSA", "alg": "RSA-OAEP-256", "n": "AQAB", "e": "AQAB"], try signer.jwk(),
        ]
        let set = try await TokenKeySet(json: Array(JSONSerialization.data(withJSONObject: ["keys": others])))
        #expect(set.count == 1)
        #expect(set.key("a")?.algorithm == "ES256")
        #expect(set.key("secret") == nil)
    }

    @Test func withTokensNothingIsOpen() async throws {
        let signer = try TokenSigner(kid: "a")
        let scheduler = StubScheduler(keys: []) { _ in .success(RawJSON("{}")) }
        let keySet = try Array(TokenSigner.keySet([signer]))
        let tokens = TokenSettings(issuer: Self.issuer, audience: "carillon", keysChange: false) { keySet }
        let service = APIService(
            scheduler: scheduler, events: StubEvents(), clock: ManualClock(now: Self.now), random: .seeded(1),
            settings: .init(adminKey: "a.dotted.key-of-length", tokens: tokens), logger: Logger(label: "test"))
        let token = try signer.token(Self.claims(more: #""scope":"tasks:read","groups":["billing"]"#))
        try await service.application.test(.router) { client in
            for (secret, method, uri, status) in [
                (nil, .get, "/tasks", 401), ("ck_unknown", .get, "/tasks", 401), (token + "x", .get, "/tasks", 401),
                (token, .get, "/tasks", 200), (token, .post, "/tasks", 403), (token, .get, "/keys", 403),
                ("a.dotted.key-of-length", .get, "/keys", 200), (nil, .get, "/healthz", 200),
            ] as [(String?, HTTPRequest.Method, String, Int)] {
                var headers: HTTPFields = [:]
                headers[.authorization] = secret.map { "Bearer \($0)" }
                try await client.execute(uri: uri, method: method, headers: headers) { response in
                    #expect(response.status.code == status, "\(method) \(uri) with \(secret ?? "nothing")")
                    if status == 401 { #expect(response.headers[.wwwAuthenticate] != nil) }
                }
            }
        }
        #expect(scheduler.groups.contains(["billing"]))
    }
}
