import MessageBus

/// The messages of one call to publish, and their outcomes so far.
///
/// Built by the caller, then passed to the connection's thread, which alone uses it from there on: hence unchecked.
final class PublishBatch: @unchecked Sendable {
    let channel: UInt16
    var messages: [OutgoingMessage]
    /// When it was passed on.
    let queuedAt: MonotonicTime
    private(set) var outcomes: [PublishOutcome]
    /// The first message that has not been sent.
    private(set) var position = 0
    private var unresolved: Int
    /// `nil` if the caller does not wait for outcomes.
    private let continuation: CheckedContinuation<[PublishOutcome], Never>?

    init(
        channel: UInt16,
        messages: [OutgoingMessage],
        continuation: CheckedContinuation<[PublishOutcome], Never>?
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

    /// Counts the next message as sent.
    func advance() { position += 1 }

    /// The broker returned the message at `index`; its confirm is still to come.
    func returned(_ index: Int) {
        if isAwaited { outcomes[index] = .unroutable }
    }

    /// The confirm of the message at `index` came.
    func confirmed(_ index: Int) {
        // Its outcome is set already if a return came first; otherwise it is `confirmed`.
        settled()
    }

    func resolve(_ index: Int, _ outcome: PublishOutcome) {
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
        // A late confirm finds a batch that was given up finished.
        guard unresolved > 0 else { return }
        unresolved -= 1
        if unresolved == 0 { continuation?.resume(returning: outcomes) }
    }
}

/// One message of a batch in the confirm tracker.
struct PendingPublish {
    let batch: PublishBatch
    let index: Int
    let sentAt: MonotonicTime
}

/// The batches that wait to be published on one channel, in order.
struct PublishQueue {
    private var batches = FIFO<PublishBatch>()

    var isEmpty: Bool { batches.isEmpty }

    mutating func append(_ batch: PublishBatch) {
        batches.append(batch)
    }

    /// The batch with the message that is next to be sent; those with nothing left to send are removed.
    mutating func front() -> PublishBatch? {
        while let batch = batches.first {
            if batch.unsentCount > 0 { return batch }
            _ = batches.popFirst()
        }
        return nil
    }

    /// Fails the messages that have waited too long. Batches are in the order in which they came.
    ///
    /// - Returns: how many messages failed.
    mutating func expire(queuedBefore limit: MonotonicTime, reason: String) -> Int {
        var expired = 0
        while let batch = front(), batch.queuedAt < limit {
            expired += batch.unsentCount
            batch.failUnsent(reason: reason)
        }
        return expired
    }

    /// Fails all messages.
    ///
    /// - Returns: how many failed.
    mutating func failAll(reason: String) -> Int {
        var failed = 0
        for batch in batches.removeAll() {
            failed += batch.unsentCount
            batch.failUnsent(reason: reason)
        }
        return failed
    }
}
