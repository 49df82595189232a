import Messages
import TaskModel
import Testing

@testable import Executor

@Suite("The ledger") struct RunLedgerTests {
    private func token(_ tag: UInt64) -> IncomingMessage.Token { .init(generation: 1, channel: 1, tag: tag) }
    private func run(_ number: UInt64) -> RunID { RunID(high: 0, low: number) }

    @Test func `has a run performed once and all its deliveries settled`() {
        var ledger = RunLedger()
        let answer1 = ledger.admit(run(1), token(1))
        #expect(answer1 == .perform)
        let answer2 = ledger.admit(run(1), token(2))
        #expect(answer2 == .underWay)
        let answer3 = ledger.finish(run(1))
        #expect(answer3 == [token(1), token(2)])
        let answer4 = ledger.admit(run(1), token(3))
        #expect(answer4 == .finished)
        #expect(ledger.underWay == 0)
    }

    @Test func `lets an abandoned run be performed again`() {
        var ledger = RunLedger()
        _ = ledger.admit(run(1), token(1))
        ledger.abandon(run(1))
        let answer5 = ledger.admit(run(1), token(2))
        #expect(answer5 == .perform)
    }

    @Test func `remembers a limited number of finished runs`() {
        var ledger = RunLedger(capacity: 3)
        for number in 1...4 as ClosedRange<UInt64> {
            _ = ledger.admit(run(number), token(number))
            _ = ledger.finish(run(number))
        }
        let answer6 = ledger.admit(run(1), token(5))
        #expect(answer6 == .perform)
        let answer7 = ledger.admit(run(2), token(6))
        #expect(answer7 == .finished)
    }
}
