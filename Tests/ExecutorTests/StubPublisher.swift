import Messages

/// Confirms everything and shows results and announcements to a test.
final class StubPublisher: Publisher {
    private let results = AsyncStream.makeStream(of: OutgoingMessage.self)
    private let served = AsyncStream.makeStream(of: OutgoingMessage.self)

    /// Waits for the next published result.
    func nextResult() async throws -> RunFinished? {
        for await message in results.stream { return try RunFinished(decoding: message.body) }
        return nil
    }

    /// Waits for the next announcement of an action.
    func nextServed() async -> ActionServed? {
        for await message in served.stream { return try? ActionServed(decoding: message.body) }
        return nil
    }

    func publish(_ messages: [OutgoingMessage]) async -> [PublishOutcome] {
        for message in messages {
            switch message.type {
            case Names.MessageType.runFinished: results.continuation.yield(message)
            case Names.MessageType.actionServed: served.continuation.yield(message)
            default: break
            }
        }
        return messages.map { _ in .confirmed }
    }

    var isReady: Bool { true }
    func waitUntilReady() async {}
}
