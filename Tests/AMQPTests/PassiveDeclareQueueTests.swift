import Testing

@testable import AMQP

@Suite struct PassiveDeclareQueueTests {
    private func describe(_ action: PassiveDeclareQueue<Int>.Action?) -> String {
        switch action {
        case .openChannel: "open"
        case .send(let call): "send \(call)"
        case nil: "wait"
        }
    }

    @Test func `the channel is opened for the first call, and calls go one at a time`() {
        var queue = PassiveDeclareQueue<Int>()
        #expect(describe(queue.next()) == "wait")
        queue.append(1)
        queue.append(2)
        #expect(describe(queue.next()) == "open")
        #expect(describe(queue.next()) == "wait")
        #expect(queue.isOpening)
        queue.opened()
        #expect(describe(queue.next()) == "send 1")
        #expect(describe(queue.next()) == "wait")
        #expect(queue.replied() == 1)
        #expect(queue.replied() == nil)
        #expect(describe(queue.next()) == "send 2")
        #expect(queue.replied() == 2)
        #expect(describe(queue.next()) == "wait")
    }

    @Test func `a refusal concerns the call in flight, and the next has the channel opened again`() {
        var queue = PassiveDeclareQueue<Int>()
        queue.append(1)
        queue.append(2)
        _ = queue.next()
        queue.opened()
        _ = queue.next()
        #expect(queue.closed() == [1])
        #expect(queue.inFlight == nil)
        #expect(describe(queue.next()) == "open")
        queue.opened()
        #expect(describe(queue.next()) == "send 2")
    }

    @Test func `a channel that cannot be opened concerns all, and is not tried again for them`() {
        var queue = PassiveDeclareQueue<Int>()
        queue.append(1)
        queue.append(2)
        _ = queue.next()
        #expect(queue.closed() == [1, 2])
        #expect(describe(queue.next()) == "wait")
    }

    @Test func `pointless calls are not sent, but the reply to the call in flight is still awaited`() {
        var queue = PassiveDeclareQueue<Int>()
        for call in 1...3 { queue.append(call) }
        _ = queue.next()
        queue.opened()
        _ = queue.next()
        queue.drop { $0 <= 2 }
        #expect(describe(queue.next()) == "wait")
        #expect(queue.replied() == 1)
        #expect(describe(queue.next()) == "send 3")
    }

    @Test func `only one text of 404 means that there is no queue`() throws {
        let missing = QueueInspectionCall.reply(onReplyCode: 404, text: "NOT_FOUND - no queue 'q' in vhost '/'")
        #expect(try missing.get() == nil)
        for (code, text, meaning) in [
            (404, "NOT_FOUND - home node 'a@b' of durable queue 'q' in vhost '/' is down", .queueUnavailable),
            (403, "ACCESS_REFUSED - access to queue 'q' in vhost '/' refused", .accessRefused),
            (405, "RESOURCE_LOCKED - cannot obtain exclusive access", .queueUnavailable),
        ] as [(UInt16, String, AMQPError.Code)] {
            let error = #expect(throws: AMQPError.self) {
                try QueueInspectionCall.reply(onReplyCode: code, text: text).get()
            }
            #expect(error?.code == meaning)
            #expect(error?.replyCode == code)
            #expect(error?.message.contains(text) == true)
        }
    }
}
