/// The messages of one call to publish, and their outcomes so far.
///
/// Built by the caller, then handed to the connection's thread, which alone touches it from there on: hence unchecked.
final class PublishBatch: @unchecked Sendable {
    let channel: UInt16
    var messages: [AMQPMessage]
    /// When it was handed over.
    let queuedAt: MonotonicTime
    private(set) var outcomes: [AMQPPublishOutcome]
    /// The first message that has not been sent.
    private(set) var position = 0
    private var unresolved: Int
    /// Nil for messages that nobody waits for.
    private let continuation: CheckedContinuation<[AMQPPublishOutcome], Never>?

    init(
        channel: UInt16,
        messages: [AMQPMessage],
        continuation: CheckedContinuation<[AMQPPublishOutcome], Never>?
    ) {
        self.channel = channel
        self.messages = messages
        self.continuation = continuation
        self.queuedAt = .now()
        self.unresolved = messages.count
        self.outcomes = continuation == nil ? [] : Array(repeating: .confirmed, count: messages.count)
    }

    var isAwaited: Bool { continuation != nil }
    var unsentCount: Int { messages.count - position }
    var isFinished: Bool { unresolved == 0 }

    /// Takes the next message as sent.
    func advance() { position += 1 }

    /// The broker returned the message at `index`; its confirm is still to come.
    func returned(_ index: Int, code: UInt16, reason: String) {
        if isAwaited { outcomes[index] = .unroutable(code: code, reason: reason) }
    }

    /// The confirm of the message at `index` came.
    func confirmed(_ index: Int) {
        // Its outcome stands unless a return came first.
        settled()
    }

    func resolve(_ index: Int, _ outcome: AMQPPublishOutcome) {
        if isAwaited, !isFinished { outcomes[index] = outcome }
        settled()
    }

    /// Resolves what has not been sent.
    func failUnsent(reason: String) {
        while position < messages.count {
            let index = position
            position += 1
            resolve(index, .notSent(reason: reason))
        }
    }

    private func settled() {
        // Late confirms of a batch that was given up find it finished.
        guard unresolved > 0 else { return }
        unresolved -= 1
        if unresolved == 0 { continuation?.resume(returning: outcomes) }
    }
}

/// One message of a batch, as the confirm tracker keeps it.
struct PendingPublish {
    let batch: PublishBatch
    let index: Int
    let sentAt: MonotonicTime
}
