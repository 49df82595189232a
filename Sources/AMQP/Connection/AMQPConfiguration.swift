/// Where the broker is, who we are there, and how patient to be.
public struct AMQPConfiguration: Sendable {
    /// The addresses of one cluster, tried in random order.
    public var endpoints: [AMQPEndpoint]
    public var username: String
    public var password: String
    public var virtualHost: String
    /// Default 15 s; whole seconds, at least 1. A peer that is silent for twice this long is given up.
    public var heartbeat: Duration = .seconds(15)
    /// How long TCP and TLS, and then the AMQP handshake, may each take. Default 5 s.
    public var connectTimeout: Duration = .seconds(5)
    /// How long a shutdown waits for outstanding confirms and replies, and how long a cancelled publish waits for the
    /// confirms of what it had already sent. Default 5 s.
    public var shutdownTimeout: Duration = .seconds(5)
    /// What the broker shows this connection as.
    public var connectionName: String
    public var tls: AMQPTLSConfiguration
    public var reconnect = ReconnectPolicy()
    /// How many messages may wait to be sent, over all channels, while the broker is slow or blocks. What is beyond it
    /// resolves to ``AMQPPublishOutcome/notSent(reason:)`` or throws `bufferFull`. Default 50,000.
    public var publishBufferLimit = 50_000
    /// How long a publish may wait to be sent before it resolves to ``AMQPPublishOutcome/notSent(reason:)``.
    /// Default 60 s.
    public var publishWaitLimit: Duration = .seconds(60)
    /// How long a message that was sent may await its confirm before it resolves to
    /// ``AMQPPublishOutcome/unknown(reason:)``; the time for which the broker blocks counts. A connection that lives is
    /// no promise of a confirm: a queue may be without its leader. Default 30 s.
    public var confirmTimeout: Duration = .seconds(30)

    /// - Parameter urls: `amqp://user:password@host:5672/vhost`, several separated by commas. User, password and
    ///   virtual host may stand in any of them and must not contradict one another. Defaults: guest, guest, `/`, and
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

    /// What the handshake can carry: whole seconds from 1 to 65535.
    var heartbeatSeconds: Int32 {
        Int32(max(1, min(65535, heartbeat.components.seconds)))
    }
}
