public import Timekeeping

/// How many runs of a group, or to a host, there may be.
public struct RunLimit: Sendable, Hashable {
    /// How many limits there may be.
    public static let maximumCount = 1000
    public static let concurrencyRange = 1...100_000
    /// In runs a second; 0.001 is about four an hour.
    public static let rateRange = 0.001...10_000.0

    public var name: LimitName
    /// Runs without a result at once; `nil` for any number.
    public var maxConcurrent: Int?
    /// Runs begun in any one second; `nil` for any number. Below 1: one in so many seconds.
    public var perSecond: Double?
    public var updatedAt: Timestamp

    public init(name: LimitName, maxConcurrent: Int?, perSecond: Double?, updatedAt: Timestamp) {
        self.name = name
        self.maxConcurrent = maxConcurrent
        self.perSecond = perSecond
        self.updatedAt = updatedAt
    }
}

/// What a limit is for: `group:<group>`, or `host:<host>` of webhooks, with a port if it is for that port alone.
public enum LimitName: Hashable, Sendable, Comparable {
    case group(TaskGroup)
    case host(WebhookHost)

    public static let expectation =
        "must be group:<name of a group> or host:<host of webhooks>, such as host:api.example.com or host:127.0.0.1:9000"

    /// - Returns: `nil` if the text is not such a name.
    public init?(_ text: String) {
        guard let colon = text.firstIndex(of: ":") else { return nil }
        let rest = String(text[text.index(after: colon)...])
        switch text[..<colon] {
        case "group":
            guard let group = TaskGroup(rest) else { return nil }
            self = .group(group)
        case "host":
            guard let host = WebhookHost(rest) else { return nil }
            self = .host(host)
        default: return nil
        }
    }

    public var text: String {
        switch self {
        case .group(let group): "group:\(group)"
        case .host(let host): "host:\(host)"
        }
    }

    /// Whether a client that may see these groups may see it; `nil` stands for all groups.
    public func isWithin(_ groups: Set<TaskGroup>?) -> Bool {
        guard let groups else { return true }
        if case .group(let group) = self { return groups.contains(group) }
        return false
    }

    public static func < (a: Self, b: Self) -> Bool { a.text < b.text }
}

extension LimitName: CustomStringConvertible {
    public var description: String { text }
}
