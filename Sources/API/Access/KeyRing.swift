import Cryptography
import HTTPTypes
import Logging
import Messages
import TaskModel
import Timekeeping

/// Finds out what the sender of a request may do. Reads the keys from the scheduler, and caches them for a moment.
actor KeyRing {
    /// How long the cache is valid. A key that another API process revoked may be accepted as long.
    static let lifetime = Duration.seconds(2)
    /// The minimum age of the cache before an unknown key leads to another read: guessed keys can't overload the
    /// scheduler.
    static let minimumAge = Duration.milliseconds(250)
    /// How often the scheduler gets the times at which keys were last used.
    static let reportInterval = Duration.seconds(60)

    /// The sender of a request.
    struct Caller: Sendable {
        var access: Access
        /// The name by which its requests are counted; `nil` if no key is needed.
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
    private var pendingRead: Task<Snapshot, any Error>?
    /// Counts the events that make earlier replies void.
    private var generation = 0
    private var uses: [AccessKeyID: Timestamp] = [:]
    private var reportedAt: Duration

    /// - Parameters:
    ///   - adminKey: a key with all rights, which is not stored.
    ///   - tokens: verifies tokens; `nil` if only keys are accepted.
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

    /// Returns the hash by which a secret is stored and found.
    static func hash(_ secret: String) -> String { SHA256.hash(secret).hexadecimal }

    /// Returns the sender of a request.
    ///
    /// - Parameter secret: the key or token; `nil` if the request has none.
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
        // The time of this look-up depends on the hash of a guess, which reveals nothing about the hash of a key.
        guard let key = known.byHash[hash] else { throw Problem.unauthorized("the key is not known") }
        let time = clock.now()
        guard key.isValid(at: time) else {
            throw Problem.unauthorized(key.revokedAt == nil ? "the key has expired" : "the key was revoked")
        }
        uses[key.id] = time
        return Caller(access: Access(scope: key.scope, groups: key.groups), name: key.id.description)
    }

    /// Whether the holder of a secret still has this access. Returns `true` if that can't be found out.
    func allows(_ access: Access, to secret: String?) async -> Bool {
        do {
            return try await caller(secret).access == access
        } catch let problem as Problem where problem.status.kind == .clientError {
            return false
        } catch {
            logger.debug("a key can't be checked again", metadata: ["error": "\(error)"])
            return true
        }
    }

    /// Whether no key is needed, since there is none.
    ///
    /// - Throws: the scheduler client's error if the keys can't be read.
    func isOpen() async throws -> Bool {
        guard adminHash == nil, tokens == nil else { return false }
        return try await current(noOlderThan: Self.lifetime).byHash.isEmpty
    }

    /// All keys, read again.
    func keys() async throws -> [AccessKey] {
        try await current(noOlderThan: .zero).byHash.values.sorted { $0.id < $1.id }
    }

    /// Discards the cache: a key was created or revoked.
    func forget() {
        generation += 1
        snapshot = nil
        pendingRead = nil
    }

    private func current(noOlderThan age: Duration) async throws -> Snapshot {
        if let snapshot, clock.uptime() - snapshot.takenAt < age { return snapshot }
        do {
            return try await fetch()
        } catch {
            // An outdated cache is better than none: without the scheduler, whatever the request needs is likely to
            // fail, too.
            guard let snapshot, age > .zero else { throw error }
            logger.warning("the keys can't be read; the cached keys are used", metadata: ["error": "\(error)"])
            return snapshot
        }
    }

    /// Reads the keys from the scheduler. Concurrent callers share one request.
    private func fetch() async throws -> Snapshot {
        if let pendingRead { return try await pendingRead.value }
        let now = clock.uptime()
        let report = now - reportedAt >= Self.reportInterval ? uses.map { KeyUse(id: $0.key, at: $0.value) } : []
        let read = Task { [scheduler] in
            let keys = try AccessKey.decode(await scheduler.read(.keys(report), .everything))
            return Snapshot(byHash: Dictionary(keys.map { ($0.hash, $0) }, uniquingKeysWith: { $1 }), takenAt: now)
        }
        pendingRead = read
        let begun = generation
        defer { if begun == generation { pendingRead = nil } }
        let result = try await read.value
        if !report.isEmpty {
            uses = [:]
            reportedAt = now
        }
        if begun == generation { snapshot = result }
        return result
    }
}

extension Problem {
    /// 401: the request has no valid key.
    static func unauthorized(_ detail: String) -> Problem {
        Problem(status: .unauthorized, detail: "\(detail): send the header Authorization: Bearer <key>")
    }
}
