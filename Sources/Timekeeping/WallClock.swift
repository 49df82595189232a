/// The time of day as people know it, and a way to wait for it.
///
/// Logic takes one of these and never reads the system's clock, so that a test can set the time.
public protocol WallClock: Sendable {
    /// The current time. It may step back or forward when somebody sets the clock.
    func now() -> Timestamp

    /// How long this clock has run. It never steps, whoever sets the time of day; only differences mean something.
    func uptime() -> Duration

    /// Returns once ``now()`` has reached `deadline`, at once if it already has; or once `limit` has gone by on
    /// ``uptime()``, for the clock may be set back meanwhile, and the deadline be far off then.
    ///
    /// - Throws: `CancellationError` when the task is cancelled, and nothing else.
    func sleep(until deadline: Timestamp, atMost limit: Duration) async throws

    /// Returns once `duration` has gone by on ``uptime()``, whoever sets the time of day meanwhile.
    ///
    /// - Throws: `CancellationError` when the task is cancelled, and nothing else.
    func sleep(for duration: Duration) async throws
}
