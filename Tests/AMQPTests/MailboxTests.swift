import Testing

@testable import AMQP

@Suite struct MailboxTests {
    private let command = Command.shutDown(graceful: true)

    private func code(_ mailbox: Mailbox, _ intent: Mailbox.Intent) -> AMQPError.Code? {
        mailbox.submit(command, intent: intent)?.code
    }

    @Test func `the connection's state decides which commands are accepted`() {
        let mailbox = Mailbox(bufferLimit: 10)
        #expect(code(mailbox, .publish(count: 1)) == .notConnected)
        #expect(code(mailbox, .settle) == .notConnected)
        #expect(code(mailbox, .always) == nil)
        mailbox.set(.open)
        #expect(code(mailbox, .publish(count: 1)) == nil)
        #expect(code(mailbox, .call) == nil)
        mailbox.set(.blocked)
        #expect(code(mailbox, .publish(count: 1)) == nil)
        #expect(code(mailbox, .send(count: 1)) == .blocked)
        #expect(code(mailbox, .call) == .blocked)
        #expect(code(mailbox, .settle) == nil)
        mailbox.set(.shuttingDown)
        #expect(code(mailbox, .publish(count: 1)) == .notConnected)
        #expect(code(mailbox, .settle) == nil)
        mailbox.set(.closed)
        #expect(code(mailbox, .always) == .closed)
    }

    @Test func `the buffer is bounded, but accepts one large batch`() {
        let mailbox = Mailbox(bufferLimit: 10)
        mailbox.set(.open)
        #expect(code(mailbox, .publish(count: 100)) == nil)
        #expect(code(mailbox, .send(count: 1)) == .bufferFull)
        mailbox.released(95)
        #expect(code(mailbox, .send(count: 5)) == nil)
        #expect(code(mailbox, .send(count: 1)) == .bufferFull)
    }

    @Test func `a thread does not sleep while a command waits`() {
        let mailbox = Mailbox(bufferLimit: 10)
        #expect(mailbox.prepareToSleep())
        mailbox.awoke(signalled: false)
        mailbox.post(command)
        #expect(!mailbox.prepareToSleep())
        var commands: [Command] = []
        mailbox.take(into: &commands)
        #expect(commands.count == 1)
        #expect(mailbox.prepareToSleep())
    }
}
