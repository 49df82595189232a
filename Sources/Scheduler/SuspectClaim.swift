public import Messages
public import TaskModel

/// Suspect runs that were claimed.
public struct SuspectClaim: Sendable {
    public var runs: [RunRequest]
    /// How often each has come back from the broker.
    public var returns: [RunID: Int]

    /// Whether others wait.
    public var areMore: Bool

    public init(runs: [RunRequest] = [], returns: [RunID: Int] = [:], areMore: Bool = false) {
        self.runs = runs
        self.returns = returns
        self.areMore = areMore
    }
}
