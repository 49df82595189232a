import CRabbitMQ
import Glibc
import MessageBus

/// One open connection of the C library: the only place that sends.
///
/// Use it on one thread only. A failed send or receive leaves it unusable.
final class BrokerLink {
    let endpoint: AMQPEndpoint
    let handle: amqp_connection_state_t
    let descriptor: Int32
    let watch: Watchdog.Entry
    private let arena = EncodingArena()
    private var isCorked = false

    /// Takes ownership of `handle`, which must be logged in.
    init(endpoint: AMQPEndpoint, handle: amqp_connection_state_t, watch: Watchdog.Entry) {
        self.endpoint = endpoint
        self.handle = handle
        self.descriptor = amqp_get_sockfd(handle)
        self.watch = watch
    }

    deinit {
        Watchdog.shared.forget(watch)
        amqp_destroy_connection(handle)
    }

    var maximumChannel: UInt16 {
        UInt16(clamping: amqp_get_channel_max(handle))
    }

    // MARK: Receiving

    /// Reads the next frame, if there is one; never waits. Also sends heartbeats when they are due, and detects a peer
    /// that sends none. The memory that the frame points to is valid until ``releaseBuffers()``.
    ///
    /// - Returns: AMQP_STATUS_TIMEOUT if there is no frame.
    func receive(_ frame: inout amqp_frame_t) -> Int32 {
        var nothing = timeval(tv_sec: 0, tv_usec: 0)
        return amqp_simple_wait_frame_noblock(handle, &frame, &nothing)
    }

    func releaseBuffers() {
        amqp_maybe_release_buffers(handle)
    }

    // MARK: Sending

    /// Whether the system would accept some tens of kilobytes without waiting.
    var isWritable: Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        return poll(&entry, 1, 0) == 1 && entry.revents & Int16(POLLOUT) != 0
    }

    /// Delays small packets until ``uncork()``. That is worth two system calls from the second frame on. It also corrects
    /// for a body that exactly fills its frames, whose last one the library sends as if more would follow.
    func cork() {
        guard !isCorked else { return }
        isCorked = true
        _ = crabbitmq_set_cork(descriptor, 1)
    }

    func uncork() {
        guard isCorked else { return }
        isCorked = false
        _ = crabbitmq_set_cork(descriptor, 0)
    }

    func send<Method>(_ id: UInt32, on channel: UInt16, _ method: Method) -> Int32 {
        var method = method
        return withUnsafeMutablePointer(to: &method) {
            amqp_send_method(handle, channel, id, UnsafeMutableRawPointer($0))
        }
    }

    /// - Parameter correlation: overrides the correlation ID of the properties.
    func publish(
        _ message: OutgoingMessage,
        messageID: String?,
        correlation: CorrelationID?,
        on channel: UInt16
    ) -> Int32 {
        arena.reset()
        var raw = amqp_basic_properties_t()
        encode(message.properties, messageID: messageID, correlation: correlation, into: &raw)
        let exchange = arena.copy(message.exchange)
        let routingKey = arena.copy(message.routingKey)
        return message.body.withUnsafeBytes { body in
            let bytes = amqp_bytes_t(len: body.count, bytes: UnsafeMutableRawPointer(mutating: body.baseAddress))
            return amqp_basic_publish(
                handle, channel, exchange, routingKey, message.mandatory ? 1 : 0, 0, &raw, bytes)
        }
    }

    private func encode(
        _ properties: MessageProperties,
        messageID: String?,
        correlation: CorrelationID?,
        into raw: inout amqp_basic_properties_t
    ) {
        var flags = AMQP_BASIC_DELIVERY_MODE_FLAG
        raw.delivery_mode = properties.persistent ? 2 : 1
        func set(_ value: String?, _ flag: Int32, _ target: inout amqp_bytes_t) {
            guard let value else { return }
            target = arena.copy(value)
            flags |= flag
        }
        set(properties.contentType, AMQP_BASIC_CONTENT_TYPE_FLAG, &raw.content_type)
        set(properties.contentEncoding, AMQP_BASIC_CONTENT_ENCODING_FLAG, &raw.content_encoding)
        set(messageID, AMQP_BASIC_MESSAGE_ID_FLAG, &raw.message_id)
        set(correlation?.text ?? properties.correlationID, AMQP_BASIC_CORRELATION_ID_FLAG, &raw.correlation_id)
        set(properties.replyTo, AMQP_BASIC_REPLY_TO_FLAG, &raw.reply_to)
        set(properties.type, AMQP_BASIC_TYPE_FLAG, &raw.type)
        set(properties.appID, AMQP_BASIC_APP_ID_FLAG, &raw.app_id)
        set(properties.userID, AMQP_BASIC_USER_ID_FLAG, &raw.user_id)
        set(properties.expiration, AMQP_BASIC_EXPIRATION_FLAG, &raw.expiration)
        if let priority = properties.priority {
            raw.priority = priority
            flags |= AMQP_BASIC_PRIORITY_FLAG
        }
        if let timestamp = properties.timestamp {
            raw.timestamp = timestamp
            flags |= AMQP_BASIC_TIMESTAMP_FLAG
        }
        if !properties.headers.isEmpty {
            raw.headers = arena.table(properties.headers)
            flags |= AMQP_BASIC_HEADERS_FLAG
        }
        raw._flags = amqp_flags_t(bitPattern: Int32(flags))
    }

    /// Calls `body` with memory for the strings and tables of one method, which is valid until the next publish or the next
    /// call of this.
    func withArena<Result>(_ body: (EncodingArena) -> Result) -> Result {
        arena.reset()
        return body(arena)
    }
}

/// The library's text for a status.
func statusText(_ status: Int32) -> String {
    String(cString: amqp_error_string2(status))
}
