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
