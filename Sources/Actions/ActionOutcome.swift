public import JSON
public import TaskModel

/// What came of performing an action.
public enum ActionOutcome: Sendable, Hashable {
    /// Done.
    case succeeded(output: RawJSON? = nil)
    /// Not done; trying again may help.
    ///
    /// - Parameter retryAfterSeconds: not before this, in seconds, where something is known of it.
    case failed(RunError, output: RawJSON? = nil, retryAfterSeconds: Double? = nil)
    /// Not done, and trying again will not help.
    case rejected(RunError, output: RawJSON? = nil)
}
