import HTTPTypes
import Logging
import TaskModel
import Timekeeping

/// Verifies JSON Web Tokens, and finds out what their bearers may do.
actor TokenVerifier {
    /// The minimum time between two reads of the issuer's keys: forged tokens can't overload the API or the issuer.
    static let refreshInterval = Duration.seconds(30)
    /// The accepted difference between the issuer's clock and this one, in seconds.
    static let leeway = 10.0

    private let settings: TokenSettings
    private let clock: any WallClock
    private let logger: Logger
    private var keySet: TokenKeySet?
    private var readAt: Duration?
    private var pendingRead: Task<TokenKeySet, any Error>?

    init(_ settings: TokenSettings, clock: any WallClock, logger: Logger) {
        self.settings = settings
        self.clock = clock
        self.logger = logger
    }

    /// Whether a secret has the form of a token. Keys have no dots.
    static func isToken(_ secret: String) -> Bool {
        secret.split(separator: ".", omittingEmptySubsequences: false).count == 3
    }

    /// Returns what the bearer of a token may do.
    ///
    /// - Throws: ``Problem`` 401, 403, or 503 if the issuer's keys are not known yet. The text never contains the
    ///   token.
    func caller(_ token: String) async throws -> KeyRing.Caller {
        guard let header = TokenHeader(token: token) else { throw Problem.unauthorized("the token can't be read") }
        guard header.crit == nil else {
            throw Problem.unauthorized("the token has extensions that are not supported")
        }
        let key = try await key(header.kid)
        guard header.alg == key.algorithm else {
            throw Problem.unauthorized("the algorithm of the token is not that of its key")
        }
        let claims: TokenClaims
        do {
            claims = try await key.claims(of: token)
        } catch {
            throw Problem.unauthorized(
                "the token is not valid: its signature is wrong, or a claim is missing or of another type")
        }
        try check(claims)
        return KeyRing.Caller(access: try Self.access(claims), name: "token \(claims.sub ?? "")")
    }

    /// Reads the keys, unless they are known.
    ///
    /// - Throws: ``UnusableKeySetError`` if the keys can't be used and can't change.
    func prepare() async throws {
        guard keySet == nil else { return }
        guard settings.keysChange else {
            do {
                keySet = try await TokenKeySet(json: settings.keySet())
            } catch {
                throw UnusableKeySetError(reason: error)
            }
            return
        }
        await refresh()
    }

    private func key(_ kid: String?) async throws -> TokenKeySet.Key {
        if let key = keySet?.key(kid) { return key }
        if keySet == nil || settings.keysChange { await refresh() }
        guard let keySet else {
            throw Problem.unavailable("the keys of the token issuer are not known yet")
        }
        guard let key = keySet.key(kid) else {
            throw Problem.unauthorized("the token is signed with a key that is not known")
        }
        return key
    }

    /// Reads the keys, unless that was done a moment ago. Keeps the known keys if that fails.
    private func refresh() async {
        if let pendingRead {
            _ = try? await pendingRead.value
            return
        }
        let now = clock.uptime()
        if let readAt, now - readAt < Self.refreshInterval { return }
        readAt = now
        let read = Task { [settings] in try await TokenKeySet(json: settings.keySet()) }
        pendingRead = read
        defer { pendingRead = nil }
        do {
            let keys = try await read.value
            keySet = keys
            logger.info("read the keys of the token issuer", metadata: ["count": "\(keys.count)"])
        } catch {
            logger.warning("the keys of the token issuer can't be read", metadata: ["error": "\(error)"])
        }
    }

    private func check(_ claims: TokenClaims) throws {
        guard claims.iss == settings.issuer else { throw Problem.unauthorized("the token is from another issuer") }
        guard claims.aud.values.contains(settings.audience) else {
            throw Problem.unauthorized("the token is for another audience")
        }
        let now = Double(clock.now().milliseconds) / 1000
        guard now < claims.exp + Self.leeway else { throw Problem.unauthorized("the token has expired") }
        if let begin = claims.nbf, now < begin - Self.leeway {
            throw Problem.unauthorized("the token is not valid yet")
        }
    }

    /// - Throws: ``Problem`` 403 if the token has none of the API's scopes.
    private static func access(_ claims: TokenClaims) throws -> Access {
        let words = (claims.scope ?? "").split(separator: " ").map(String.init) + (claims.scopes ?? [])
        guard var scope = words.compactMap(AccessScope.init(rawValue:)).max() else {
            let known = AccessScope.allCases.map(\.rawValue).joined(separator: ", ")
            throw Problem(status: .forbidden, detail: "the token has none of the scopes \(known)")
        }
        guard let names = claims.groups else { return Access(scope: scope, groups: nil) }
        // Other names belong to groups of other systems: no task is in them.
        let groups = Set(names.compactMap { TaskGroup($0) })
        guard !groups.isEmpty else {
            throw Problem(status: .forbidden, detail: "the token names no valid group of tasks")
        }
        // An administrator could create a key for all groups.
        scope = min(scope, .write)
        return Access(scope: scope, groups: groups)
    }
}

/// The issuer and the audience of the tokens that the API accepts.
public struct TokenSettings: Sendable {
    /// The required value of the claim `iss`.
    public var issuer: String
    /// The required value, or element, of the claim `aud`.
    public var audience: String
    /// Returns the issuer's public keys: a JWK set (RFC 7517).
    public var keySet: @Sendable () async throws -> [UInt8]
    /// Whether the keys may change while the API runs.
    public var keysChange: Bool

    public init(
        issuer: String, audience: String, keysChange: Bool, keySet: @escaping @Sendable () async throws -> [UInt8]
    ) {
        self.issuer = issuer
        self.audience = audience
        self.keysChange = keysChange
        self.keySet = keySet
    }
}

/// Thrown at start if the keys that verify tokens can't be used, and can't change.
struct UnusableKeySetError: Error, CustomStringConvertible {
    var reason: any Error

    var description: String { "CARILLON_JWT_JWKS can't be used: \(reason)" }
}
