/// How much a queue holds, and who takes it.
public struct AMQPQueueDepth: Sendable, Hashable {
    /// Messages that wait; those delivered and not yet settled are not among them.
    public var ready: Int
    public var consumers: Int
}
