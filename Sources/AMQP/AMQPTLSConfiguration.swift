/// Files for `amqps`, all PEM. The peer and its host name are always verified.
public struct AMQPTLSConfiguration: Sendable, Hashable {
    /// Authorities to trust. Without it nothing is trusted, and every `amqps` connection is refused.
    public var caFile: String?
    /// The client's own certificate chain, for brokers that ask for one. Needs `keyFile`.
    public var certificateFile: String?
    public var keyFile: String?

    public init(caFile: String? = nil, certificateFile: String? = nil, keyFile: String? = nil) {
        self.caFile = caFile
        self.certificateFile = certificateFile
        self.keyFile = keyFile
    }
}
