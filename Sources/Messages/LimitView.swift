internal import JSON
public import TaskModel
public import Timekeeping

/// A limit as clients see it: what was set, and what Carillon itself does for a host that asked for less.
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

    public var name: LimitName
    /// Nil where nothing was set, and the host is slowed.
    public var limit: RunLimit?
    /// Runs that count against it and have no result.
    public var outstanding: Int
    /// When the first of what waits for room was due.
    public var waitingSince: Timestamp?
    public var slowdown: Slowdown?

    public init(
        name: LimitName, limit: RunLimit?, outstanding: Int = 0, waitingSince: Timestamp? = nil,
        slowdown: Slowdown? = nil
    ) {
        self.name = name
        self.limit = limit
        self.outstanding = outstanding
        self.waitingSince = waitingSince
        self.slowdown = slowdown
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
    }
}
