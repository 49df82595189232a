public import JSON
public import Messages
public import TaskModel

/// A message that the broker or the scheduler gave up on, and that belongs to no run.
public struct DeadLetter: Sendable, Hashable {
    /// Its own id where it had one; otherwise one that was made for it.
    public var id: MessageID
    /// What it is about, as far as its routing key tells.
    public var action: ActionName?
    public var error: RunError
    /// Where it came from and how it began, as JSON.
    public var output: RawJSON

    public init(id: MessageID, action: ActionName?, error: RunError, output: RawJSON) {
        self.id = id
        self.action = action
        self.error = error
        self.output = output
    }
}
