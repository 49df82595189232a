/// How long to wait between attempts to connect: exponential backoff with full jitter, that is a delay drawn evenly
/// from zero to `min(maximum, base × 2ⁿ)` before round *n* over all endpoints.
///
/// Source: Marc Brooker, "Exponential Backoff And Jitter" (AWS Architecture Blog, 2015).
public struct ReconnectPolicy: Sendable, Hashable {
    /// The ceiling of the first delay. Default 200 ms.
    public var base: Duration
    /// The ceiling of every delay. Default 30 s.
    public var maximum: Duration
    /// A connection that lasted this long starts the delays anew when it is lost. Default 5 s.
    public var resetAfter: Duration

    public init(
        base: Duration = .milliseconds(200),
        maximum: Duration = .seconds(30),
        resetAfter: Duration = .seconds(5)
    ) {
        self.base = base
        self.maximum = maximum
        self.resetAfter = resetAfter
    }
}
