/// How much of the service one connection may hold, and for how long.
public struct ConnectionLimits: Hashable, Sendable {
    /// How many connections there may be; more wait until one is closed.
    public var connections: Int
    /// How long a connection may wait for its next request.
    public var idle: Duration
    /// How long the head of a request may take to arrive, and then its body.
    public var request: Duration
    /// How long a client may take nothing of an answer that waits for it.
    public var stall = Duration.seconds(60)
    /// How long a connection that was refused is kept, for the client to read why.
    public var linger = Duration.seconds(2)
    /// How large one field of a head may be, and so the path with its query, in bytes.
    public var fieldBytes = 16 * 1024
    /// How large all fields of a head may be together, in bytes.
    public var headBytes = 32 * 1024
    /// How many fields a head may have.
    public var fields = 100

    public init(
        connections: Int = 10_000, idle: Duration = .seconds(60), request: Duration = .seconds(30)
    ) {
        self.connections = connections
        self.idle = idle
        self.request = request
    }
}
