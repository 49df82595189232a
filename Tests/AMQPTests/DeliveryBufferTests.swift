import Testing

@testable import AMQP

@Suite struct DeliveryBufferTests {
    private func delivery(_ tag: UInt64) -> IncomingMessage {
        IncomingMessage(
            body: [], properties: MessageProperties(), exchange: "", routingKey: "", redelivered: false,
            token: .init(generation: 1, channel: 2, tag: tag))
    }

    @Test func `all deliveries that wait come at once, and the end after them`() async {
        let buffer = DeliveryBuffer()
        for tags in [[1, 2], [3]] as [[UInt64]] {
            var deliveries = tags.map(delivery)
            buffer.append(&deliveries)
            #expect(deliveries.isEmpty)
        }
        buffer.finish()
        #expect(await buffer.next()?.map(\.token.tag) == [1, 2, 3])
        #expect(await buffer.next() == nil)
        #expect(await buffer.next() == nil)
    }

    @Test func `cancelled tasks get nothing, and take no delivery away`() async {
        let buffer = DeliveryBuffer()
        for _ in 0..<200 {
            let task = Task { await buffer.next() }
            task.cancel()
            #expect(await task.value == nil)
        }
        var deliveries = [delivery(1)]
        buffer.append(&deliveries)
        #expect(await buffer.next()?.count == 1)
    }

    @Test func `a waiting task is woken by a delivery, by the end, and by its cancellation`() async {
        let buffer = DeliveryBuffer()
        async let first = buffer.next()
        var deliveries = [delivery(1)]
        buffer.append(&deliveries)
        #expect(await first?.count == 1)
        async let second = buffer.next()
        buffer.finish()
        #expect(await second == nil)
    }

    @Test func `discarded deliveries do not come`() async {
        let buffer = DeliveryBuffer()
        var deliveries = [delivery(1), delivery(2)]
        buffer.append(&deliveries)
        #expect(buffer.discard() == 2)
        buffer.finish()
        #expect(await buffer.next() == nil)
    }
}
