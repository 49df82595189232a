import Testing

@testable import AMQP

@Suite struct PublishQueueTests {
    private func batch(_ count: Int, _ continuation: CheckedContinuation<[PublishOutcome], Never>?) -> PublishBatch {
        PublishBatch(
            channel: 2, messages: (0..<count).map { OutgoingMessage(exchange: "", routingKey: "\($0)", body: []) },
            continuation: continuation)
    }

    @Test func `each message keeps its outcome`() async {
        let outcomes = await withCheckedContinuation { continuation in
            let batch = batch(5, continuation)
            for _ in 0..<4 { batch.advance() }
            batch.returned(1)
            batch.confirmed(3)
            batch.confirmed(1)
            batch.resolve(2, .rejected)
            batch.failUnsent(reason: "no")
            #expect(!batch.isFinished)
            batch.resolve(0, .unconfirmed(reason: "lost"))
            #expect(batch.isFinished)
            // A confirm that comes after all have failed changes nothing.
            batch.confirmed(0)
        }
        #expect(
            outcomes == [
                .unconfirmed(reason: "lost"), .unroutable, .rejected, .confirmed,
                .notSent(reason: "no"),
            ])
    }

    @Test func `batches come in order, and sent ones are removed`() {
        var queue = PublishQueue()
        let first = batch(2, nil)
        let second = batch(1, nil)
        queue.append(first)
        queue.append(second)
        #expect(queue.front() === first)
        first.advance()
        #expect(queue.front() === first)
        first.advance()
        #expect(queue.front() === second)
        #expect(queue.failAll(reason: "no") == 1)
        #expect(queue.isEmpty)
        #expect(queue.front() == nil)
    }

    @Test func `messages that waited too long fail`() async {
        let outcomes = await withCheckedContinuation { continuation in
            var queue = PublishQueue()
            let batch = batch(2, continuation)
            queue.append(batch)
            batch.advance()
            #expect(queue.expire(queuedBefore: batch.queuedAt, reason: "late") == 0)
            #expect(queue.expire(queuedBefore: batch.queuedAt.advanced(by: .nanoseconds(1)), reason: "late") == 1)
            batch.confirmed(0)
        }
        #expect(outcomes == [.confirmed, .notSent(reason: "late")])
    }

    @Test func `a FIFO stays in order while it shrinks`() {
        var fifo = FIFO<Int>()
        var expected = 0
        for number in 0..<10_000 {
            fifo.append(number)
            if number % 3 != 0 {
                #expect(fifo.popFirst() == expected)
                expected += 1
            }
        }
        #expect(fifo.count == 10_000 - expected)
        #expect(fifo.removeAll() == Array(expected..<10_000))
        #expect(fifo.popFirst() == nil)
    }
}
