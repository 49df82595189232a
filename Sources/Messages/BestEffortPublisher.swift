/// Tells whoever listens.
public protocol BestEffortPublisher: Sendable {
    /// Sends messages, without waiting and without knowing whether they arrive. What can't be sent now is dropped.
    func announce(_ messages: [OutgoingMessage])
}
