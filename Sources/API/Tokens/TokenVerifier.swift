import HTTPTypes
import Logging
import TaskModel
import Timekeeping

/// Knows what the bearer of a JSON web token may do.
actor TokenVerifier {
    /// How often the issuer is asked for its keys, at most: forged tokens can't make us busy.
    static let refreshInterval = Duration.seconds(30)
    /// How far the issuer's clock may be from ours, in seconds.
    static let leeway = 10.0

    private let settings: TokenSettings
    private let clock: any WallClock
    private let logger: Logger
    private var keySet: TokenKeySet?
    private var askedAt: Duration?
    private var asking: Task<TokenKeySet, any Error>?

    init(_ settings: TokenSettings, clock: any WallClock, logger: Logger) {
        self.settings = settings
        self.clock = clock
        self.logger = logger
    }

    /// Whether a secret is meant to be a token: keys have no dots.
    static func isToken(_ secret: String) -> Bool {
        secret.split(separator: ".", omittingEmptySubsequences: false).count == 3
    }

    /// What the bearer of a token may do.
    ///
    /// - Throws: ``Problem`` 401, 403, or 503 where the issuer's keys are not known. It never shows the token.
    func caller(_ token: String) async throws -> KeyRing.Caller {
        guard let header = TokenHeader(token: token) else { throw Problem.unauthorized("the token can't be read") }
        guard header.crit == nil else {
            throw Problem.unauthorized("the token has extensions that are not known here")
        }
        let key = try await key(header.kid)
        guard header.alg == key.algorithm else {
            throw Problem.unauthorized("the token is signed with another algorithm than its key is for")
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

    /// Fetches the keys, if there are none.
    ///
    /// - Throws: ``UnusableKeySetError`` where they can't be used and will not change.
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
            throw Problem.unavailable("the keys of those who issue tokens are not known yet")
        }
        guard let key = keySet.key(kid) else {
            throw Problem.unauthorized("the token is signed with a key that is not known")
        }
        return key
    }

    /// Asks for the keys, unless that was done a moment ago. Those that are known stay where it fails.
    private func refresh() async {
        if let asking {
            _ = try? await asking.value
            return
        }
        let now = clock.uptime()
        if let askedAt, now - askedAt < Self.refreshInterval { return }
        askedAt = now
        let question = Task { [settings] in try await TokenKeySet(json: settings.keySet()) }
        asking = question
        defer { asking = nil }
        do {
            let answer = try await question.value
            keySet = answer
            logger.info("read the keys that tokens are signed with", metadata: ["count": "\(answer.count)"])
        } catch {
            logger.warning("the keys that tokens are signed with can't be read", metadata: ["error": "\(error)"])
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

    /// - Throws: ``Problem`` 403 where it has none of our scopes.
    private static func access(_ claims: TokenClaims) throws -> Access {
        let words = (claims.scope ?? "").split(separator: " ").map(String.init) + (claims.scopes ?? [])
        guard var scope = words.compactMap(AccessScope.init(rawValue:)).max() else {
            let known = AccessScope.allCases.map(\.rawValue).joined(separator: ", ")
            throw Problem(status: .forbidden, detail: "the token has none of the scopes \(known)")
        }
        guard let names = claims.groups else { return Access(scope: scope, groups: nil) }
        // Other names are those of groups elsewhere: no task is in them.
        let groups = Set(names.compactMap { TaskGroup($0) })
        guard !groups.isEmpty else { throw Problem(status: .forbidden, detail: "the token is for no group of tasks") }
        // Who makes keys can make one for all groups.
        scope = min(scope, .write)
        return Access(scope: scope, groups: groups)
    }
}
