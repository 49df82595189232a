import TaskModel
import Testing

@testable import Executor

@Suite("Cancelled runs") struct CancelledRunsTests {
    private func run(_ number: UInt64) -> RunID { RunID(high: 0, low: number) }

    @Test func `are taken once`() {
        var runs = CancelledRuns()
        runs.insert(run(1), uptime: .zero)
        runs.insert(run(1), uptime: .seconds(1))
        let other = runs.take(run(2), uptime: .seconds(2))
        #expect(!other)
        let first = runs.take(run(1), uptime: .seconds(2))
        #expect(first)
        let second = runs.take(run(1), uptime: .seconds(2))
        #expect(!second)
        #expect(runs.count == 0)
    }

    @Test func `are forgotten after a while`() {
        var runs = CancelledRuns(lifetime: .seconds(600))
        runs.insert(run(1), uptime: .zero)
        runs.insert(run(2), uptime: .seconds(1))
        let old = runs.take(run(1), uptime: .seconds(600))
        #expect(!old)
        let young = runs.take(run(2), uptime: .seconds(600))
        #expect(young)
    }

    @Test func `are limited in number`() {
        var runs = CancelledRuns(capacity: 3)
        for number in 1...10 as ClosedRange<UInt64> { runs.insert(run(number), uptime: .zero) }
        #expect(runs.count == 3)
        let oldest = runs.take(run(7), uptime: .zero)
        #expect(!oldest)
        let newest = runs.take(run(10), uptime: .zero)
        #expect(newest)
    }

    @Test func `that have come make room`() {
        var runs = CancelledRuns(capacity: 3)
        for number in 1...10 as ClosedRange<UInt64> {
            runs.insert(run(number), uptime: .zero)
            let isThere = runs.take(run(number), uptime: .zero)
            #expect(isThere)
        }
        #expect(runs.count == 0)
    }
}
