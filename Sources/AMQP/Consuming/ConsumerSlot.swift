import MessageBus

/// The state of a consumer on the connection's thread.
final class ConsumerSlot {
    enum Phase: Equatable {
        /// Starts with its channel.
        case idle
        /// `basic.consume` was sent.
        case starting
        case active
        /// Cancelled by the broker, or refused; retried at that time.
        case waiting(until: MonotonicTime)
        case cancelling
        case ended
    }

    let registration: ConsumerRegistration
    var phase = Phase.idle
    /// Whether the topology must be declared before the next try, since the queue may be gone.
    var needsTopology = false
    /// Deliveries since the last hand-over.
    var arrived: [IncomingMessage] = []
    var startedAt = MonotonicTime(nanoseconds: 0)
    var backoff = ReconnectBackoff(policy: .channel)

    init(_ registration: ConsumerRegistration) {
        self.registration = registration
    }

    var tag: String { "c\(registration.id)" }

    /// The inverse of ``tag``, without allocating a string.
    static func id(inTag bytes: UnsafeRawBufferPointer) -> UInt32? {
        guard bytes.count > 1, bytes.count <= 11, bytes[0] == UInt8(ascii: "c") else { return nil }
        var id: UInt64 = 0
        for byte in bytes.dropFirst() {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            id = id * 10 + UInt64(byte - UInt8(ascii: "0"))
        }
        return UInt32(exactly: id)
    }

    /// Ends the sequence after the deliveries that are still in it.
    func end() {
        phase = .ended
        if case .buffer(let buffer) = registration.sink {
            buffer.append(&arrived)
            buffer.finish()
        }
    }

    /// Drops deliveries that were not taken: the channel is gone, and the broker delivers them again.
    func channelLost() {
        switch phase {
        case .ended: return
        case .cancelling: end()
        case .idle, .starting, .active, .waiting: phase = .idle
        }
        guard !registration.noAck else { return }
        arrived.removeAll(keepingCapacity: true)
        if case .buffer(let buffer) = registration.sink { _ = buffer.discard() }
    }
}

extension ReconnectPolicy {
    /// For one channel or consumer on an established connection.
    static let channel = ReconnectPolicy(base: .milliseconds(100), maximum: .seconds(5), resetAfter: .seconds(5))
}
