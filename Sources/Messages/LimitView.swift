internal import JSON
public import TaskModel
public import Timekeeping

/// A limit as clients see it: what was set, and what Carillon itself does for a host that asked for less, or that holds
/// its share.
public struct LimitView: Sendable, Hashable {
    /// A host that answered 429, 503 or 504, or not in time.
    public struct Slowdown: Sendable, Hashable {
        /// Nothing goes there before.
        public var until: Timestamp
        /// How many runs at once it gets after that.
        public var maxConcurrent: Int

        public init(until: Timestamp, maxConcurrent: Int) {
            self.until = until
            self.maxConcurrent = maxConcurrent
        }
    }

    /// A host whose webhooks wait since it holds as many slots of the executors as it may.
    public struct FairShare: Sendable, Hashable {
        /// How many runs all executors perform at once.
        public var slots: Int

        public init(slots: Int) {
            self.slots = slots
        }
    }

    /// How many hosts are shown for their shares alone.
    public static let maximumShared = 100

    public var name: LimitName
    /// `nil` if nothing was set, and the host is slowed or holds its share.
    public var limit: RunLimit?
    /// Runs that count against it and have no result.
    public var outstanding: Int
    /// When the first of what waits for room was due.
    public var waitingSince: Timestamp?
    public var slowdown: Slowdown?
    public var fairShare: FairShare?

    public init(
        name: LimitName, limit: RunLimit?, outstanding: Int = 0, waitingSince: Timestamp? = nil,
        slowdown: Slowdown? = nil, fairShare: FairShare? = nil
    ) {
        self.name = name
        self.limit = limit
        self.outstanding = outstanding
        self.waitingSince = waitingSince
        self.slowdown = slowdown
        self.fairShare = fairShare
    }

    func write(into json: inout JSONWriter) {
        if let limit { limit.write(into: &json) } else { json.field("name", name.text) }
        json.field("outstanding", outstanding)
        if let waitingSince { json.field("waiting_since", waitingSince) }
        if let slowdown {
            json.object("slowed") { json in
                json.field("until", slowdown.until)
                json.field("max_concurrent", slowdown.maxConcurrent)
            }
        }
        if let fairShare {
            json.object("fair_share") { json in
                json.field("slots", fairShare.slots)
            }
        }
    }
}
