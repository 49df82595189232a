/// What a connection can be used for now.
public enum AMQPConnectionState: Sendable, Equatable {
    /// Not connected, trying to be (or `run()` has not been called yet).
    case connecting
    case connected
    /// Connected, but the broker takes no publishes for now: an alarm on memory or disk (RabbitMQ, "Blocked Connection
    /// Notifications"). Deliveries go on.
    case blocked(reason: String)
    /// `run()` has ended. Nothing leads out of this.
    case closed
}
