import JSON
import Messages
import TaskModel
import Testing
import Timekeeping
import TimekeepingTesting

@testable import Scheduler

@Suite struct ClassifiedDeadLetterTests {
    private let now = Timestamp(milliseconds: 1_781_103_600_000)

    private func sort(
        _ body: [UInt8], type: String?, routingKey: String, messageID: String? = nil, death: DeadLetterReason? = nil
    ) -> ClassifiedDeadLetter {
        var random = SeededGenerator.forTest()
        let message = IncomingMessage(
            type: type, messageID: messageID, routingKey: routingKey, death: death, body: body,
            token: IncomingMessage.Token(generation: 1, channel: 1, tag: 1))
        return ClassifiedDeadLetter(message, now: now, using: &random)
    }

    @Test(arguments: [
        ("rejected", "undecodable"), ("expired", "expired"),
        ("maxlen", "queue_full"), ("something new", "dead_letter"),
    ])
    func aRunThatNobodyCouldPerformIsOver(_ reason: String, _ code: String) throws {
        let run = RunRequest(
            runID: RunID(high: 1, low: 2), taskID: TaskID(high: 3, low: 4), action: "webhook", payload: RawJSON("{}"),
            scheduledFor: now, attempt: 2, maxAttempts: 5, timeoutSeconds: 30)
        let letter = sort(
            run.message().body, type: Names.MessageType.runRequested, routingKey: "webhook",
            death: DeadLetterReason(reason: reason, queue: "carillon.actions.webhook", exchange: "carillon.actions"))
        guard case .finished(let finished) = try #require(letter.event { _, _ in true }) else {
            Issue.record("a result")
            return
        }
        #expect(finished.runID == run.runID)
        #expect(finished.attempt == 2)
        #expect(finished.result.outcome == .rejected, "no other attempt would fare better")
        #expect(finished.result.error?.code == code)
        #expect(letter.letter == nil)
    }

    @Test(arguments: [false, true])
    func `a run whose consumers died is to blame only if it was alone`(_ isAlone: Bool) throws {
        let run = RunRequest(
            runID: RunID(high: 1, low: 2), taskID: TaskID(high: 3, low: 4), action: "webhook", payload: RawJSON("{}"),
            scheduledFor: now, attempt: 2, maxAttempts: 5, timeoutSeconds: 30)
        let letter = sort(
            run.message().body, type: Names.MessageType.runRequested, routingKey: "webhook",
            death: DeadLetterReason(
                reason: "delivery_limit", queue: "carillon.actions.webhook", exchange: "carillon.actions"))
        let event = letter.event { id, action in isAlone && id == run.runID && action == "webhook" }
        guard case .crashed(let crash) = try #require(event) else {
            Issue.record("a crash")
            return
        }
        #expect(crash.runID == run.runID && crash.taskID == run.taskID && crash.attempt == 2)
        #expect(crash.wasAlone == isAlone)
        #expect(letter.error.code == "delivery_limit")
        #expect(letter.letter == nil)
    }

    @Test func whatIsNoRunIsALetterOfItsOwn() throws {
        let body = [0xFF, UInt8(ascii: "x")] + Array(repeating: UInt8(ascii: "y"), count: 1 << 20)
        let letter = try #require(
            sort(
                body, type: nil, routingKey: "run.finished.chat.post",
                death: DeadLetterReason(
                    reason: "rejected", queue: "carillon.events.scheduler", exchange: "carillon.events")
            ).letter)
        #expect(letter.action == "chat.post")
        #expect(letter.error.code == "undecodable")
        #expect(letter.output.bytes.count < 2 * ClassifiedDeadLetter.keptBytes + 512)
        #expect(letter.output.description.contains(#""bytes":1048578"#))
        #expect(letter.output.description.contains("\u{FFFD}xyyy"))
    }

    @Test func aLetterKeepsTheIDOfItsMessage() throws {
        let id = MessageID(high: 0x0197_0000_0000_7001, low: 0x8000_0000_0000_0002)
        let letter = try #require(sort([], type: "x", routingKey: "a", messageID: id.description).letter)
        #expect(letter.id == id)
        #expect(try #require(sort([], type: "x", routingKey: "a", messageID: "no id").letter).id != id)
    }
}
