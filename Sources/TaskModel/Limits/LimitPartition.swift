/// Due work that counts against the same limits waits in one partition. So work that may run is not held up behind work
/// that may not.
public struct LimitPartition: Hashable, Sendable {
    /// `nil` if the group has no limit.
    public var group: TaskGroup?
    /// `nil` if the host has no limit, and holds no more than its share.
    public var host: WebhookHost?
    /// A task that holds its share; `nil` for a webhook.
    public var task: TaskID?
    /// Whether it holds the work of all hosts to which no run went yet.
    public var isUnproven: Bool

    public init(group: TaskGroup? = nil, host: WebhookHost? = nil, task: TaskID? = nil, isUnproven: Bool = false) {
        self.group = group
        self.host = host
        self.task = task
        self.isUnproven = isUnproven
    }

    /// The partition of work without limits.
    public static let common = LimitPartition()

    private static let unproven = "unproven"

    /// How it is stored: the group and the host with a space between, which neither has, and after another space a task or
    /// `unproven`; nothing for the common partition.
    public var text: String {
        guard self != .common else { return "" }
        let text = "\(group?.rawValue ?? "") \(host?.description ?? "")"
        if isUnproven { return "\(text) \(Self.unproven)" }
        return task.map { "\(text) \($0)" } ?? text
    }

    /// - Returns: `nil` if the text is malformed.
    public init?(text: String) {
        guard !text.isEmpty else {
            self = .common
            return
        }
        let parts = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        guard (2...3).contains(parts.count) else { return nil }
        isUnproven = parts.count == 3 && parts[2] == Self.unproven
        if parts.count == 3, !isUnproven {
            guard let task = TaskID(parts[2]) else { return nil }
            self.task = task
        }
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
