import NIOCore

/// What a connection waits for, and until when: it is told what happens, and keeps no clock.
struct RequestTimer {
    /// What took too long.
    enum Expiry: Hashable {
        /// The next request did not begin.
        case idle
        case head
        case body
        /// The client does not read.
        case stalled
        /// The client was refused, and did not go.
        case lingering
    }

    private let limits: ConnectionLimits
    /// Requests whose answers are not written completely.
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

    /// Whether nothing that the client sends matters any more.
    var isRefused: Bool { refusedAt != nil }

    /// Something has come that may be part of a head.
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
        // While an answer is under way, nothing more is read; the time for the next head begins now.
        if headSince != nil { headSince = now }
    }

    mutating func writability(_ isWritable: Bool, at now: NIODeadline) {
        stalledSince = isWritable ? nil : now
    }

    /// From now on the connection only waits to be closed.
    mutating func refused(at now: NIODeadline) {
        if refusedAt == nil { refusedAt = now }
    }

    /// What will have taken too long, and when.
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
