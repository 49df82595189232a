/// Sends answers to those who asked.
public protocol Replier: Sendable {
    /// Sends replies, each to the `replyTo` of its request. One that cannot be sent is dropped: its asker's deadline ends
    /// the wait.
    func reply(_ replies: [Reply])
}
