/// A consumer as the connection's thread knows it.
final class ConsumerSlot {
    enum Phase: Equatable {
        /// To be started with its channel.
        case idle
        /// `basic.consume` is on its way.
        case starting
        case active
        /// Cancelled by the broker, or refused; to be tried again then.
        case waiting(until: MonotonicTime)
        case cancelling
        case ended
    }

    let registration: ConsumerRegistration
    var phase = Phase.idle
    /// Its queue may be gone: the topology is to be declared before it is tried again.
    var needsTopology = false
    /// What has come since the last hand-over.
    var arrived: [AMQPDelivery] = []
    var startedAt = MonotonicTime(nanoseconds: 0)
    var backoff = ReconnectBackoff(policy: .channel)

    init(_ registration: ConsumerRegistration) {
        self.registration = registration
    }

    var tag: String { "c\(registration.id)" }

    /// The inverse of ``tag``, without making a string of it.
    static func id(inTag bytes: UnsafeRawBufferPointer) -> UInt32? {
        guard bytes.count > 1, bytes.count <= 11, bytes[0] == UInt8(ascii: "c") else { return nil }
        var id: UInt64 = 0
        for byte in bytes.dropFirst() {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            id = id * 10 + UInt64(byte - UInt8(ascii: "0"))
        }
        return UInt32(exactly: id)
    }

    /// Ends the sequence, after what is still in it.
    func end() {
        phase = .ended
        if case .buffer(let buffer) = registration.sink {
            buffer.append(&arrived)
            buffer.finish()
        }
    }

    /// The channel is gone: what has not been taken comes again.
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
    /// For one channel or consumer on a connection that stands.
    static let channel = ReconnectPolicy(base: .milliseconds(100), maximum: .seconds(5), resetAfter: .seconds(5))
}
