public import Timekeeping

/// Why a task that is due is not running.
public struct WaitingReason: Hashable, Sendable {
    /// A word for programs.
    public var reason: String
    /// A sentence for people, with what to do.
    public var detail: String
    /// Since when this is so.
    public var since: Timestamp

    public init(reason: String, detail: String, since: Timestamp) {
        self.reason = reason
        self.detail = detail
        self.since = since
    }
}
