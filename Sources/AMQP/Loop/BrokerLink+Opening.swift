import CRabbitMQ
import Glibc
import MessageBus

/// The reason why connecting failed.
enum ConnectFailure: Error {
    /// No retry will help.
    case fatal(AMQPError)
    case transient(String)
}

extension BrokerLink {
    /// The largest frame to negotiate. RabbitMQ offers the same; 0 would break the library's negotiation.
    private static let frameMaximum: Int32 = 131_072
    private static let channelMaximum: Int32 = 2047

    /// Connects and logs in: TCP and TLS within one ``AMQPConfiguration/connectTimeout``, the handshake within another.
    static func open(_ endpoint: AMQPEndpoint, _ configuration: AMQPConfiguration) throws(ConnectFailure) -> BrokerLink
    {
        guard let handle = amqp_new_connection() else { throw .transient("out of memory") }
        do {
            try openSocket(handle, endpoint, configuration)
            try logIn(handle, configuration)
        } catch {
            amqp_destroy_connection(handle)
            throw error
        }
        let watch = Watchdog.Entry(
            descriptor: amqp_get_sockfd(handle), limit: .seconds(3 * Int64(configuration.heartbeatSeconds)))
        Watchdog.shared.watch(watch)
        return BrokerLink(endpoint: endpoint, handle: handle, watch: watch)
    }

    private static func openSocket(
        _ handle: amqp_connection_state_t,
        _ endpoint: AMQPEndpoint,
        _ configuration: AMQPConfiguration
    ) throws(ConnectFailure) {
        let socket: OpaquePointer
        if endpoint.usesTLS {
            guard let created = amqp_ssl_socket_new(handle) else { throw .transient("no TLS socket") }
            socket = created
            try configure(socket, configuration.tls)
        } else {
            guard let created = amqp_tcp_socket_new(handle) else { throw .transient("no TCP socket") }
            socket = created
        }
        var timeout = timeval(configuration.connectTimeout)
        let status = amqp_socket_open_noblock(socket, endpoint.host, Int32(endpoint.port), &timeout)
        guard status == AMQP_STATUS_OK.rawValue else { throw .transient(statusText(status)) }
    }

    private static func configure(_ socket: OpaquePointer, _ tls: AMQPTLSConfiguration) throws(ConnectFailure) {
        amqp_ssl_socket_set_verify_peer(socket, 1)
        amqp_ssl_socket_set_verify_hostname(socket, 1)
        guard amqp_ssl_socket_set_ssl_versions(socket, AMQP_TLSv1_2, AMQP_TLSvLATEST) == AMQP_STATUS_OK.rawValue
        else { throw .fatal(AMQPError(.tls, "TLS 1.2 is not available")) }
        if let caFile = tls.caFile, amqp_ssl_socket_set_cacert(socket, caFile) != AMQP_STATUS_OK.rawValue {
            throw .fatal(AMQPError(.tls, "the CA file \(caFile) cannot be loaded"))
        }
        switch (tls.certificateFile, tls.keyFile) {
        case (let certificate?, let key?):
            guard amqp_ssl_socket_set_key(socket, certificate, key) == AMQP_STATUS_OK.rawValue else {
                throw .fatal(AMQPError(.tls, "the certificate \(certificate) and key \(key) cannot be loaded"))
            }
        case (nil, nil): break
        default: throw .fatal(AMQPError(.tls, "a client certificate and its key must be given together"))
        }
    }

    private static func logIn(
        _ handle: amqp_connection_state_t,
        _ configuration: AMQPConfiguration
    ) throws(ConnectFailure) {
        var timeout = timeval(configuration.connectTimeout)
        guard amqp_set_handshake_timeout(handle, &timeout) == AMQP_STATUS_OK.rawValue else {
            throw .transient("the handshake timeout cannot be set")
        }
        let arena = EncodingArena()
        var properties = arena.table(clientProperties(configuration))
        let reply = crabbitmq_login_plain(
            handle, configuration.virtualHost, channelMaximum, frameMaximum, configuration.heartbeatSeconds,
            &properties, configuration.username, configuration.password)
        switch reply.reply_type {
        case AMQP_RESPONSE_NORMAL: return
        case AMQP_RESPONSE_SERVER_EXCEPTION: throw refusal(reply.reply, configuration)
        default: throw .transient(statusText(reply.library_error))
        }
    }

    /// The client properties. RabbitMQ sends some methods only to clients that declare the capability for them (RabbitMQ,
    /// "Client Capabilities").
    private static func clientProperties(_ configuration: AMQPConfiguration) -> [String: FieldValue] {
        [
            "product": "Carillon",
            "version": .string(String(cString: amqp_version())),
            "platform": "Swift, librabbitmq",
            "connection_name": .string(configuration.connectionName),
            "capabilities": .table([
                "connection.blocked": true, "consumer_cancel_notify": true, "publisher_confirms": true,
                "basic.nack": true, "authentication_failure_close": true, "exchange_exchange_bindings": true,
            ]),
        ]
    }

    private static func refusal(_ reply: amqp_method_t, _ configuration: AMQPConfiguration) -> ConnectFailure {
        guard reply.id == AMQP_CONNECTION_CLOSE_METHOD, let decoded = reply.decoded else {
            return .transient("the broker ended the handshake")
        }
        let close = decoded.assumingMemoryBound(to: amqp_connection_close_t.self).pointee
        let text = String(close.reply_text)
        switch Int32(close.reply_code) {
        case AMQP_ACCESS_REFUSED:
            return .fatal(
                AMQPError(
                    .accessRefused, "the broker refused user '\(configuration.username)': \(text)",
                    replyCode: close.reply_code))
        // A full broker sends this, too: "connection limit is reached". That passes.
        case AMQP_NOT_ALLOWED where !text.contains("limit"):
            return .fatal(
                AMQPError(
                    .virtualHostNotFound,
                    "virtual host '\(configuration.virtualHost)' is not accessible to user '\(configuration.username)': \(text)",
                    replyCode: close.reply_code))
        default:
            return .transient("\(close.reply_code) \(text)")
        }
    }
}

extension timeval {
    init(_ duration: Duration) {
        let nanoseconds = max(0, duration.nanoseconds)
        self.init(tv_sec: Int(nanoseconds / 1_000_000_000), tv_usec: Int(nanoseconds % 1_000_000_000 / 1000))
    }
}
