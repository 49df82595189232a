import Messages
import Synchronization

/// A queue that a test fills.
final class StubSubscription: Subscription {
    enum Settlement: Hashable, Sendable {
        case acknowledged(UInt64)
        case rejected(UInt64)
    }

    private let batches = AsyncStream.makeStream(of: [IncomingMessage].self)
    private let settlements = AsyncStream.makeStream(of: Settlement.self)
    private let lastTag = Mutex<UInt64>(0)
    private let settled = Mutex(0)

    /// The number of messages that were settled.
    var settlementCount: Int { settled.withLock { $0 } }

    /// Hands over a message with the next tag, from 1.
    func deliver(type: String?, _ body: [UInt8], redelivered: Bool = false) {
        let tag = lastTag.withLock { tag in
            tag += 1
            return tag
        }
        let token = IncomingMessage.Token(generation: 1, channel: 1, tag: tag)
        batches.continuation.yield([
            IncomingMessage(type: type, messageID: nil, redelivered: redelivered, body: body, token: token)
        ])
    }

    func deliver(_ message: OutgoingMessage, redelivered: Bool = false) {
        deliver(type: message.type, message.body, redelivered: redelivered)
    }

    /// Waits for the next settlement.
    func nextSettlement() async -> Settlement? {
        for await settlement in settlements.stream { return settlement }
        return nil
    }

    func forEachBatch(_ body: ([IncomingMessage]) async throws -> Void) async throws {
        for await batch in batches.stream { try await body(batch) }
    }

    func acknowledge(through token: IncomingMessage.Token) { acknowledge(token) }
    func acknowledge(_ token: IncomingMessage.Token) { settle(.acknowledged(token.tag)) }
    func reject(_ token: IncomingMessage.Token) { settle(.rejected(token.tag)) }
    func stop() async { batches.continuation.finish() }

    private func settle(_ settlement: Settlement) {
        settled.withLock { $0 += 1 }
        settlements.continuation.yield(settlement)
    }
}
