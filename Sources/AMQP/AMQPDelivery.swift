/// A message that a queue delivered.
public struct AMQPDelivery: Sendable {
    /// Names this delivery to the broker, on the very channel that it came on. Worthless once that channel is gone: the
    /// broker then delivers the message again.
    public struct Token: Sendable, Hashable {
        /// How often the channel had been opened; what an older one delivered can no longer be settled.
        public var generation: UInt32
        public var channel: UInt16
        /// 0 if there is nothing to settle.
        public var tag: UInt64

        /// A token as a delivery had it, for those who keep it in a form of their own.
        public init(generation: UInt32, channel: UInt16, tag: UInt64) {
            self.generation = generation
            self.channel = channel
            self.tag = tag
        }
    }

    public var body: [UInt8]
    public var properties: AMQPProperties
    public var exchange: String
    public var routingKey: String
    /// It may have been delivered before, to anyone.
    public var redelivered: Bool
    public var token: Token
}
