/// A reply of the scheduler to a request.
public struct Reply: Sendable {
    /// The `reply_to` of the request.
    public var address: String
    public var correlationID: String
    public var content: SchedulerReply

    public init(address: String, correlationID: String, content: SchedulerReply) {
        self.address = address
        self.correlationID = correlationID
        self.content = content
    }

    /// The message, to the default exchange: direct reply-to delivers it at most once.
    public func message() -> OutgoingMessage {
        OutgoingMessage(
            exchange: "", routingKey: address, type: content.type, messageID: nil, correlationID: correlationID,
            persistent: false, mandatory: false, body: content.encoded())
    }
}

/// Sends replies to requests.
public protocol Replier: Sendable {
    /// Sends each reply to the `reply_to` of its request. A reply that cannot be sent is dropped: the requester's deadline
    /// ends its wait.
    func reply(_ replies: [Reply])
}
