import NIOCore

/// Computes what a connection waits for, and until when, from the events that it gets. It has no clock.
struct RequestTimer {
    /// What has taken too long.
    enum Expiry: Hashable {
        /// The next request has not begun.
        case idle
        case head
        case body
        /// The client reads nothing.
        case stalled
        /// The client was refused, and has not closed the connection.
        case lingering
    }

    private let limits: ConnectionLimits
    /// The number of requests without a complete response.
    private(set) var answersOwed = 0
    private var idleSince: NIODeadline
    private var headSince: NIODeadline?
    private var bodySince: NIODeadline?
    private var stalledSince: NIODeadline?
    private var refusedAt: NIODeadline?

    init(limits: ConnectionLimits, now: NIODeadline) {
        self.limits = limits
        idleSince = now
    }

    /// Whether further input is ignored.
    var isRefused: Bool { refusedAt != nil }

    /// Called when bytes arrive that may belong to a head.
    mutating func bytesArrived(at now: NIODeadline) {
        if bodySince == nil, headSince == nil { headSince = now }
    }

    mutating func headArrived(at now: NIODeadline) {
        answersOwed += 1
        headSince = nil
        bodySince = now
    }

    mutating func endArrived() {
        bodySince = nil
    }

    mutating func answered(at now: NIODeadline) {
        answersOwed = max(answersOwed - 1, 0)
        idleSince = now
        // While a response is under way, no input is read; the time for the next head begins now.
        if headSince != nil { headSince = now }
    }

    mutating func writability(_ isWritable: Bool, at now: NIODeadline) {
        stalledSince = isWritable ? nil : now
    }

    /// From now on the connection only waits to be closed.
    mutating func refused(at now: NIODeadline) {
        if refusedAt == nil { refusedAt = now }
    }

    /// The next expiry, and its time.
    var next: (expiry: Expiry, at: NIODeadline) {
        if let refusedAt { return (.lingering, refusedAt + TimeAmount(limits.linger)) }
        var next: (expiry: Expiry, at: NIODeadline) = (.idle, .distantFuture)
        func consider(_ expiry: Expiry, _ start: NIODeadline?, _ time: Duration) {
            guard let start, start + TimeAmount(time) < next.at else { return }
            next = (expiry, start + TimeAmount(time))
        }
        consider(.body, bodySince, limits.request)
        consider(.stalled, stalledSince, limits.stall)
        if answersOwed == 0, bodySince == nil {
            if headSince == nil {
                consider(.idle, idleSince, limits.idle)
            } else {
                consider(.head, headSince, limits.request)
            }
        }
        return next
    }
}

/// Thrown if the body of a request takes too long to arrive.
struct RequestTimedOut: Error, Hashable {}
