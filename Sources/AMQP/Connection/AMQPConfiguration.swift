import MessageBus

/// The addresses of the broker, the credentials and the timeouts of a connection.
public struct AMQPConfiguration: Sendable {
    /// The addresses of one cluster, tried in random order.
    public var endpoints: [AMQPEndpoint]
    public var username: String
    public var password: String
    public var virtualHost: String
    /// Default 15 s; whole seconds, at least 1. A connection on which nothing is received for twice this
    /// long is closed.
    public var heartbeat: Duration = .seconds(15)
    /// How long TCP and TLS, and then the AMQP handshake, may each take. Default 5 s.
    public var connectTimeout: Duration = .seconds(5)
    /// How long a shutdown waits for outstanding confirms and replies, and how long a cancelled publish waits for the
    /// confirms of what it had already sent. Default 5 s.
    public var shutdownTimeout: Duration = .seconds(5)
    /// The name under which the broker shows this connection.
    public var connectionName: String
    public var tls: AMQPTLSConfiguration
    public var reconnect = ReconnectPolicy()
    /// How many messages may wait to be sent, over all channels, while the broker is slow or blocks. Further ones
    /// resolve to ``PublishOutcome/notSent(reason:)`` or throw `bufferFull`. Default 50,000.
    public var publishBufferLimit = 50_000
    /// How long a publish may wait to be sent before it resolves to ``PublishOutcome/notSent(reason:)``.
    /// Default 60 s.
    public var publishWaitLimit: Duration = .seconds(60)
    /// How long a sent message may wait for its confirm before it resolves to
    /// ``PublishOutcome/unconfirmed(reason:)``. The time for which the broker blocks counts. A live connection does not
    /// imply that a confirm comes: a queue may be without its leader. Default 30 s.
    public var confirmTimeout: Duration = .seconds(30)

    /// - Parameter urls: `amqp://user:password@host:5672/vhost`, or several, separated by commas. User, password and
    ///   virtual host may be in any of them and must be the same in all that have them. Defaults: guest, guest, `/`, and
    ///   port 5672, or 5671 for `amqps`. Of the query, `cacertfile`, `certfile` and `keyfile` are read.
    /// - Throws: ``AMQPError/Code/invalidConfiguration``; the text never contains the password.
    public init(urls: String, connectionName: String) throws(AMQPError) {
        var parsed: [AMQPURI] = []
        for text in urls.split(separator: ",") {
            let trimmed = text.drop { $0 == " " }
            parsed.append(try AMQPURI(trimmed.prefix { $0 != " " }))
        }
        guard !parsed.isEmpty else { throw AMQPError(.invalidConfiguration, "no AMQP URL is given") }
        self.endpoints = parsed.map(\.endpoint)
        self.username = try Self.agreed(parsed.map(\.username), on: "user name") ?? "guest"
        self.password = try Self.agreed(parsed.map(\.password), on: "password") ?? "guest"
        self.virtualHost = try Self.agreed(parsed.map(\.virtualHost), on: "virtual host") ?? "/"
        self.tls = AMQPTLSConfiguration(
            caFile: try Self.agreed(parsed.map(\.tls.caFile), on: "cacertfile"),
            certificateFile: try Self.agreed(parsed.map(\.tls.certificateFile), on: "certfile"),
            keyFile: try Self.agreed(parsed.map(\.tls.keyFile), on: "keyfile")
        )
        self.connectionName = connectionName
    }

    private static func agreed(_ values: [String?], on what: String) throws(AMQPError) -> String? {
        let given = Set(values.compactMap { $0 })
        guard given.count <= 1 else {
            throw AMQPError(.invalidConfiguration, "the AMQP URLs contradict one another in their \(what)")
        }
        return given.first
    }

    /// The heartbeat as the handshake can carry it: whole seconds from 1 to 65535.
    var heartbeatSeconds: Int32 {
        Int32(max(1, min(65535, heartbeat.components.seconds)))
    }
}

/// One address of the broker.
public struct AMQPEndpoint: Sendable, Hashable, CustomStringConvertible {
    public var host: String
    public var port: Int
    public var usesTLS: Bool

    public init(host: String, port: Int? = nil, usesTLS: Bool = false) {
        self.host = host
        self.port = port ?? (usesTLS ? 5671 : 5672)
        self.usesTLS = usesTLS
    }

    public var description: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return "\(usesTLS ? "amqps" : "amqp")://\(name):\(port)"
    }
}

/// The files for `amqps`, all in PEM format. The peer and its host name are always verified.
public struct AMQPTLSConfiguration: Sendable, Hashable {
    /// The certificate authorities to trust. Without them no peer is trusted, and every `amqps` connection fails.
    public var caFile: String?
    /// The client's own certificate chain, for brokers that require one. Needs `keyFile`.
    public var certificateFile: String?
    public var keyFile: String?

    public init(caFile: String? = nil, certificateFile: String? = nil, keyFile: String? = nil) {
        self.caFile = caFile
        self.certificateFile = certificateFile
        self.keyFile = keyFile
    }
}
