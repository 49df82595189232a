/// How long history is kept.
public struct Retention: Sendable, Hashable {
    /// Runs, and tasks at their end, that are older are removed.
    public var age: Duration
    /// How many runs of one task are kept.
    public var runsPerTask: Int
    /// How many events are kept, for listeners that come back: at least one, so that their numbers go on.
    public var events: Int

    public init(age: Duration = .seconds(30 * 86_400), runsPerTask: Int = 1000, events: Int = 100_000) {
        self.age = age
        self.runsPerTask = runsPerTask
        self.events = max(1, events)
    }
}
