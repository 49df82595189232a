import Cryptography
import HTTPTypes
import Logging
import Messages
import TaskModel
import Timekeeping

/// Knows who may do what: asks the scheduler for the keys that there are, and keeps the answer for a moment.
actor KeyRing {
    /// How long an answer is used, and so how long a key that was revoked elsewhere may still open something.
    static let lifetime = Duration.seconds(2)
    /// How old an answer must be for an unknown key to make us ask again: a guesser can't make the scheduler busy.
    static let minimumAge = Duration.milliseconds(250)
    /// How often the scheduler is told when keys were last used.
    static let reportInterval = Duration.seconds(60)

    /// Who sends a request.
    struct Caller: Sendable {
        var access: Access
        /// What its requests are counted by; nil where no key is needed.
        var name: String?
    }

    private struct Snapshot {
        let byHash: [String: AccessKey]
        let takenAt: Duration
    }

    private let scheduler: any SchedulerClient
    private let clock: any WallClock
    private let logger: Logger
    private let adminHash: SHA256.Digest?
    private let tokens: TokenVerifier?
    private var snapshot: Snapshot?
    private var asking: Task<Snapshot, any Error>?
    /// Counts what makes earlier answers void.
    private var generation = 0
    private var uses: [AccessKeyID: Timestamp] = [:]
    private var reportedAt: Duration

    /// - Parameters:
    ///   - adminKey: a key that may do everything and is not kept anywhere.
    ///   - tokens: knows the tokens that are taken beside keys; nil for none.
    init(
        scheduler: any SchedulerClient, clock: any WallClock, adminKey: String?, tokens: TokenVerifier? = nil,
        logger: Logger
    ) {
        self.scheduler = scheduler
        self.clock = clock
        self.logger = logger
        self.tokens = tokens
        adminHash = adminKey.map { SHA256.hash($0) }
        reportedAt = clock.uptime()
    }

    /// How a secret is stored and found.
    static func hash(_ secret: String) -> String { SHA256.hash(secret).hexadecimal }

    /// What the holder of a secret may do.
    ///
    /// - Parameter secret: nil where the request has none.
    /// - Throws: ``Problem`` 401, 403 or 503.
    func caller(_ secret: String?) async throws -> Caller {
        // Digests are compared in constant time.
        let digest = secret.map { SHA256.hash($0) }
        if let digest, let adminHash, digest == adminHash {
            return Caller(access: .everything, name: "admin")
        }
        if let tokens {
            guard let secret else { throw Problem.unauthorized("the request has neither a key nor a token") }
            if TokenVerifier.isToken(secret) { return try await tokens.caller(secret) }
        }
        if secret == nil, adminHash != nil { throw Problem.unauthorized("the request has no key") }
        let now = clock.uptime()
        var known = try await current(noOlderThan: Self.lifetime)
        if adminHash == nil, tokens == nil, known.byHash.isEmpty { return Caller(access: .everything, name: nil) }
        guard let hash = digest?.hexadecimal else { throw Problem.unauthorized("the request has no key") }
        if known.byHash[hash] == nil, now - known.takenAt >= Self.minimumAge {
            known = try await current(noOlderThan: Self.minimumAge)
        }
        // The hash of a guess tells nothing about that of a key, however long its search takes.
        guard let key = known.byHash[hash] else { throw Problem.unauthorized("the key is not known") }
        let time = clock.now()
        guard key.isValid(at: time) else {
            throw Problem.unauthorized(key.revokedAt == nil ? "the key has expired" : "the key was revoked")
        }
        uses[key.id] = time
        return Caller(access: Access(scope: key.scope, groups: key.groups), name: key.id.description)
    }

    /// Whether the holder of a secret may still do what it might before. Where nobody can tell, it may.
    func allows(_ access: Access, to secret: String?) async -> Bool {
        do {
            return try await caller(secret).access == access
        } catch let problem as Problem where problem.status.kind == .clientError {
            return false
        } catch {
            logger.debug("a key can't be looked at again", metadata: ["error": "\(error)"])
            return true
        }
    }

    /// Whether anybody may use the API, since there is no key.
    ///
    /// - Throws: what the scheduler throws when it can't be asked.
    func isOpen() async throws -> Bool {
        guard adminHash == nil, tokens == nil else { return false }
        return try await current(noOlderThan: Self.lifetime).byHash.isEmpty
    }

    /// All keys, as they are now.
    func keys() async throws -> [AccessKey] {
        try await current(noOlderThan: .zero).byHash.values.sorted { $0.id < $1.id }
    }

    /// Something has changed: the next request asks again.
    func forget() {
        generation += 1
        snapshot = nil
        asking = nil
    }

    private func current(noOlderThan age: Duration) async throws -> Snapshot {
        if let snapshot, clock.uptime() - snapshot.takenAt < age { return snapshot }
        do {
            return try await fetch()
        } catch {
            // What was true a moment ago is better than nothing: whatever the request needs is likely to fail, too.
            guard let snapshot, age > .zero else { throw error }
            logger.warning("the keys can't be read; those known before are used", metadata: ["error": "\(error)"])
            return snapshot
        }
    }

    /// Asks the scheduler; those who want to know at the same time get the same answer.
    private func fetch() async throws -> Snapshot {
        if let asking { return try await asking.value }
        let now = clock.uptime()
        let report = now - reportedAt >= Self.reportInterval ? uses.map { KeyUse(id: $0.key, at: $0.value) } : []
        let question = Task { [scheduler] in
            let keys = try AccessKey.decode(await scheduler.read(.keys(report), .everything))
            return Snapshot(byHash: Dictionary(keys.map { ($0.hash, $0) }, uniquingKeysWith: { $1 }), takenAt: now)
        }
        asking = question
        let asked = generation
        defer { if asked == generation { asking = nil } }
        let answer = try await question.value
        if !report.isEmpty {
            uses = [:]
            reportedAt = now
        }
        if asked == generation { snapshot = answer }
        return answer
    }
}

extension Problem {
    /// 401: who are you?
    static func unauthorized(_ detail: String) -> Problem {
        Problem(status: .unauthorized, detail: "\(detail): send the header Authorization: Bearer <key>")
    }
}
