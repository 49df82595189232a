/// What waits to be published on one channel, in order.
struct PublishQueue {
    private var batches = FIFO<PublishBatch>()

    var isEmpty: Bool { batches.isEmpty }

    mutating func append(_ batch: PublishBatch) {
        batches.append(batch)
    }

    /// The batch with the message that is next to be sent; those with nothing left to send are passed over.
    mutating func front() -> PublishBatch? {
        while let batch = batches.first {
            if batch.unsentCount > 0 { return batch }
            _ = batches.popFirst()
        }
        return nil
    }

    /// Gives up what has waited too long. Batches are in the order in which they came.
    ///
    /// - Returns: how many messages that were.
    mutating func expire(queuedBefore limit: MonotonicTime, reason: String) -> Int {
        var expired = 0
        while let batch = front(), batch.queuedAt < limit {
            expired += batch.unsentCount
            batch.failUnsent(reason: reason)
        }
        return expired
    }

    /// Gives everything up.
    mutating func failAll(reason: String) -> Int {
        var failed = 0
        for batch in batches.removeAll() {
            failed += batch.unsentCount
            batch.failUnsent(reason: reason)
        }
        return failed
    }
}
