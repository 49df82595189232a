internal import JSON
public import TaskModel
public import Timekeeping

/// What clients see of an action.
public struct ActionView: Sendable, Hashable {
    public var action: ActionName
    /// What the broker says of its queue.
    public var inspection: QueueInspection
    /// Runs that are published, or about to be, and have no result.
    public var outstanding: Int
    /// When the first of what waits is due.
    public var nextDue: Timestamp?
    /// How many runs were claimed, succeeded and failed within the last minute.
    public var claimed: Int
    public var succeeded: Int
    public var failed: Int

    public init(
        action: ActionName, inspection: QueueInspection, outstanding: Int = 0, nextDue: Timestamp? = nil,
        claimed: Int = 0, succeeded: Int = 0, failed: Int = 0
    ) {
        self.action = action
        self.inspection = inspection
        self.outstanding = outstanding
        self.nextDue = nextDue
        self.claimed = claimed
        self.succeeded = succeeded
        self.failed = failed
    }

    func write(into json: inout JSONWriter) {
        json.field("action", action.rawValue)
        switch inspection {
        case .found(let depth):
            json.field("queue", "found")
            json.field("ready", depth.ready)
            json.field("consumers", depth.consumers)
        case .missing: json.field("queue", "missing")
        case .unknown: json.field("queue", "unknown")
        }
        json.field("outstanding", outstanding)
        if let nextDue { json.field("next_due_at", nextDue) }
        json.object("last_minute") { json in
            json.field("claimed", claimed)
            json.field("succeeded", succeeded)
            json.field("failed", failed)
        }
    }
}
