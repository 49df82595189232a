/// A run that failed for the last time, or a message that the broker gave up on.
public struct DeadRun: Hashable, Sendable {
    public var run: StoredRun
    public var action: ActionName

    public init(run: StoredRun, action: ActionName) {
        self.run = run
        self.action = action
    }
}
