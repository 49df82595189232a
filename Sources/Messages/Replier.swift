/// An answer of the scheduler, addressed to who asked.
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
}
