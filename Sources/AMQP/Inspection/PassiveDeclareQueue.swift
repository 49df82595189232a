/// Calls that wait for a channel of their own, which takes one at a time. The channel is opened for the first call, and the
/// broker closes it with each refusal.
struct PassiveDeclareQueue<Call> {
    enum Action {
        case openChannel
        case send(Call)
    }

    private enum Phase {
        case closed
        case opening
        case open
        case awaitingReply(Call)
    }

    private var phase = Phase.closed
    private(set) var waiting: [Call] = []

    /// The call that was sent and has no reply yet.
    var inFlight: Call? {
        if case .awaitingReply(let call) = phase { return call }
        return nil
    }

    mutating func append(_ call: Call) {
        waiting.append(call)
    }

    /// Removes waiting calls that have become pointless. The one in flight stays: its reply comes, and must not be taken
    /// for that of the next.
    mutating func drop(where isPointless: (Call) -> Bool) {
        waiting.removeAll(where: isPointless)
    }

    /// What to send now, which then counts as sent; `nil` if there is nothing to send.
    mutating func next() -> Action? {
        guard !waiting.isEmpty else { return nil }
        switch phase {
        case .closed:
            phase = .opening
            return .openChannel
        case .open:
            let call = waiting.removeFirst()
            phase = .awaitingReply(call)
            return .send(call)
        case .opening, .awaitingReply: return nil
        }
    }

    var isOpening: Bool {
        if case .opening = phase { return true }
        return false
    }

    mutating func opened() {
        phase = .open
    }

    /// Takes a reply.
    ///
    /// - Returns: the call that it answers; `nil` if none is in flight.
    mutating func replied() -> Call? {
        guard let inFlight else { return nil }
        phase = .open
        return inFlight
    }

    /// The broker closed the channel.
    ///
    /// - Returns: the calls that this refuses: the one in flight, or all if the channel can't be opened.
    mutating func closed() -> [Call] {
        defer { phase = .closed }
        switch phase {
        case .awaitingReply(let call): return [call]
        case .opening: return takeWaiting()
        case .closed, .open: return []
        }
    }

    mutating func takeWaiting() -> [Call] {
        defer { waiting = [] }
        return waiting
    }
}
