/// How long history is kept.
public struct Retention: Sendable, Hashable {
    /// Runs, and tasks at their end, that are older are removed.
    public var age: Duration
    /// How many runs of one task are kept.
    public var runsPerTask: Int

    public init(age: Duration = .seconds(30 * 86_400), runsPerTask: Int = 1000) {
        self.age = age
        self.runsPerTask = runsPerTask
    }
}
