import MessageBus

/// Assembles a message from the method, header and body frames of one channel (AMQP 0-9-1 section 4.2.6).
struct ContentAssembler {
    /// The method that announced the content.
    enum Envelope: Equatable {
        case delivery(consumer: UInt32, tag: UInt64, redelivered: Bool, exchange: String, routingKey: String)
        case returned(code: UInt16, reason: String, exchange: String, routingKey: String)
    }

    struct Content: Equatable {
        var envelope: Envelope
        var properties: MessageProperties
        var body: [UInt8]
    }

    /// A violation of the protocol by the broker.
    struct Violation: Error, Equatable {
        var reason: String
    }

    /// The largest accepted body in bytes: the most that any RabbitMQ allows (`max_message_size` is at most 512 MiB).
    static let maximumBodySize: UInt64 = 512 << 20

    private enum Phase {
        case idle
        case header
        case body
    }

    private var phase = Phase.idle
    private var envelope: Envelope?
    private var properties = MessageProperties()
    private var body: [UInt8] = []
    private var expected = 0

    mutating func begin(_ envelope: Envelope) throws(Violation) {
        guard phase == .idle else { throw Violation(reason: "a method interrupts a content") }
        self.envelope = envelope
        phase = .header
    }

    /// - Returns: the content, if it has no body.
    mutating func header(properties: MessageProperties, bodySize: UInt64) throws(Violation) -> Content? {
        guard phase == .header, let envelope else { throw Violation(reason: "a content header without its method") }
        guard bodySize <= Self.maximumBodySize else { throw Violation(reason: "a body of \(bodySize) bytes") }
        guard bodySize > 0 else {
            phase = .idle
            return Content(envelope: envelope, properties: properties, body: [])
        }
        self.properties = properties
        expected = Int(bodySize)
        phase = .body
        return nil
    }

    /// - Returns: the content, if it is complete.
    mutating func body(_ fragment: UnsafeRawBufferPointer) throws(Violation) -> Content? {
        guard phase == .body, let envelope else { throw Violation(reason: "a content body without its header") }
        guard body.count + fragment.count <= expected else { throw Violation(reason: "a body longer than announced") }
        if body.isEmpty {
            if fragment.count == expected {
                phase = .idle
                return Content(envelope: envelope, properties: properties, body: Array(fragment))
            }
            body.reserveCapacity(expected)
        }
        body.append(contentsOf: fragment)
        guard body.count == expected else { return nil }
        phase = .idle
        defer { body = [] }
        return Content(envelope: envelope, properties: properties, body: body)
    }

    /// Drops an incomplete message: the channel is gone.
    mutating func reset() {
        self = ContentAssembler()
    }
}
