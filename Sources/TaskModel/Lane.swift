/// Where due work waits: all that counts against the same limits waits together, so that what may go on finds no heap of
/// what may not in its way.
public struct Lane: Hashable, Sendable {
    /// Nil where the group has no limit.
    public var group: TaskGroup?
    /// Nil where the host has no limit.
    public var host: WebhookHost?

    public init(group: TaskGroup? = nil, host: WebhookHost? = nil) {
        self.group = group
        self.host = host
    }

    /// Of what no limit is for.
    public static let common = Lane()

    /// How it is stored: the group and the host with a space between, which neither has; nothing for the common lane.
    public var text: String {
        self == .common ? "" : "\(group?.rawValue ?? "") \(host?.description ?? "")"
    }

    /// - Returns: nil where the text is none of a lane.
    public init?(text: String) {
        guard !text.isEmpty else {
            self = .common
            return
        }
        let parts = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 else { return nil }
        if !parts[0].isEmpty {
            guard let group = TaskGroup(parts[0]) else { return nil }
            self.group = group
        }
        if !parts[1].isEmpty {
            guard let host = WebhookHost(parts[1]) else { return nil }
            self.host = host
        }
    }
}
