public import Timekeeping

/// The id of a key; it is no secret.
public typealias AccessKeyID = EntityID<AccessKey>

/// A key to the HTTP API, as it is stored: the secret itself is known to its holder only.
public struct AccessKey: Hashable, Sendable {
    /// How many there may be, those included that were revoked.
    public static let maximumCount = 1000
    public static let maximumNameLength = 64

    public var id: AccessKeyID
    /// What people call it, 1 to 64 bytes.
    public var name: String
    /// The SHA-256 of the secret, in 64 hexadecimal digits. The secret has 256 random bits, so that a plain hash will do.
    public var hash: String
    public var scopes: Set<AccessScope>
    /// Whose tasks it is for; `nil` for all.
    public var groups: Set<TaskGroup>?
    public var createdAt: Timestamp
    public var expiresAt: Timestamp?
    public var revokedAt: Timestamp?
    /// To within a minute or so.
    public var lastUsedAt: Timestamp?

    public init(
        id: AccessKeyID, name: String, hash: String, scopes: Set<AccessScope>, groups: Set<TaskGroup>? = nil,
        createdAt: Timestamp, expiresAt: Timestamp? = nil, revokedAt: Timestamp? = nil, lastUsedAt: Timestamp? = nil
    ) {
        self.id = id
        self.name = name
        self.hash = hash
        self.scopes = scopes
        self.groups = groups
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.revokedAt = revokedAt
        self.lastUsedAt = lastUsedAt
    }

    /// Its widest scope.
    public var scope: AccessScope { scopes.max() ?? .read }

    /// Whether the key is valid at a time.
    public func isValid(at now: Timestamp) -> Bool {
        revokedAt == nil && (expiresAt.map { now < $0 } ?? true)
    }
}

/// How much a key may do, from less to more; each includes those before it.
public enum AccessScope: String, Hashable, Sendable, Comparable, CaseIterable {
    /// Looks at tasks.
    case read = "tasks:read"
    /// Makes, changes and deletes them.
    case write = "tasks:write"
    /// Does everything, also with keys.
    case admin

    private var rank: Int {
        switch self {
        case .read: 0
        case .write: 1
        case .admin: 2
        }
    }

    public static func < (a: AccessScope, b: AccessScope) -> Bool { a.rank < b.rank }
}
