/// The time of day as people know it, and a way to wait for it.
///
/// Logic takes one of these and never reads the system's clock, so that a test can set the time.
public protocol WallClock: Sendable {
    /// The current time. It may step back or forward when somebody sets the clock.
    func now() -> Timestamp

    /// Returns once ``now()`` has reached `deadline`, at once if it already has; never before.
    ///
    /// - Throws: `CancellationError` when the task is cancelled, and nothing else.
    func sleep(until deadline: Timestamp) async throws
}
