/// What a limit is for: `group:<group>`, or `host:<host>` of webhooks, with a port where it is for that one alone.
public enum LimitName: Hashable, Sendable, Comparable {
    case group(TaskGroup)
    case host(WebhookHost)

    public static let expectation =
        "must be group:<name of a group> or host:<host of webhooks>, such as host:api.example.com or host:127.0.0.1:9000"

    /// - Returns: nil where the text is no such name.
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

    /// Whether somebody who may know of these groups may know of it; nil stands for all groups.
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
