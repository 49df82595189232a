import Messages

/// Confirms everything, and shows it to a test.
final class StubPublisher: Publisher {
    private let messages = AsyncStream.makeStream(of: OutgoingMessage.self)

    /// Waits until a result is published, the first that nobody has waited for.
    func nextResult() async throws -> RunFinished? {
        for await message in messages.stream where message.type == Names.MessageType.runFinished {
            return try RunFinished(decoding: message.body)
        }
        return nil
    }

    func publish(_ messages: [OutgoingMessage]) async -> [PublishOutcome] {
        for message in messages { self.messages.continuation.yield(message) }
        return messages.map { _ in .confirmed }
    }

    var isReady: Bool { true }
    func waitUntilReady() async {}
}
