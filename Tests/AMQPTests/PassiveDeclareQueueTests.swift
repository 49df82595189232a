import Testing

@testable import AMQP

@Suite struct PassiveDeclareQueueTests {
    private func describe(_ action: PassiveDeclareQueue<Int>.Action?) -> String {
        switch action {
        case .openChannel: "open"
        case .ask(let question): "ask \(question)"
        case nil: "wait"
        }
    }

    @Test func `the channel is opened for the first question, and questions go one at a time`() {
        var line = PassiveDeclareQueue<Int>()
        #expect(describe(line.next()) == "wait")
        line.append(1)
        line.append(2)
        #expect(describe(line.next()) == "open")
        #expect(describe(line.next()) == "wait")
        #expect(line.isOpening)
        line.opened()
        #expect(describe(line.next()) == "ask 1")
        #expect(describe(line.next()) == "wait")
        #expect(line.answered() == 1)
        #expect(line.answered() == nil)
        #expect(describe(line.next()) == "ask 2")
        #expect(line.answered() == 2)
        #expect(describe(line.next()) == "wait")
    }

    @Test func `a refusal concerns the one that was asked, and the next has the channel opened again`() {
        var line = PassiveDeclareQueue<Int>()
        line.append(1)
        line.append(2)
        _ = line.next()
        line.opened()
        _ = line.next()
        #expect(line.closed() == [1])
        #expect(line.asked == nil)
        #expect(describe(line.next()) == "open")
        line.opened()
        #expect(describe(line.next()) == "ask 2")
    }

    @Test func `a channel that cannot be opened concerns all, and is not tried again for them`() {
        var line = PassiveDeclareQueue<Int>()
        line.append(1)
        line.append(2)
        _ = line.next()
        #expect(line.closed() == [1, 2])
        #expect(describe(line.next()) == "wait")
    }

    @Test func `what became pointless is not asked, but the answer to what was asked is still awaited`() {
        var line = PassiveDeclareQueue<Int>()
        for question in 1...3 { line.append(question) }
        _ = line.next()
        line.opened()
        _ = line.next()
        line.drop { $0 <= 2 }
        #expect(describe(line.next()) == "wait")
        #expect(line.answered() == 1)
        #expect(describe(line.next()) == "ask 3")
    }

    @Test func `only a 404 that says so means that there is no queue`() throws {
        let missing = QueueInspectionCall.answer(onReplyCode: 404, text: "NOT_FOUND - no queue 'q' in vhost '/'")
        #expect(try missing.get() == nil)
        for (code, text, meaning) in [
            (404, "NOT_FOUND - home node 'a@b' of durable queue 'q' in vhost '/' is down", .queueUnavailable),
            (403, "ACCESS_REFUSED - access to queue 'q' in vhost '/' refused", .accessRefused),
            (405, "RESOURCE_LOCKED - cannot obtain exclusive access", .queueUnavailable),
        ] as [(UInt16, String, AMQPError.Code)] {
            let error = #expect(throws: AMQPError.self) {
                try QueueInspectionCall.answer(onReplyCode: code, text: text).get()
            }
            #expect(error?.code == meaning)
            #expect(error?.replyCode == code)
            #expect(error?.message.contains(text) == true)
        }
    }
}
