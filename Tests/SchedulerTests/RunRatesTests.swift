import Testing

@testable import Scheduler

@Suite struct RunRatesTests {
    @Test func theyCountTheLastMinute() {
        var rates = RunRates()
        rates.update(at: .seconds(100)) { $0.claimed += 3 }
        rates.update(at: .seconds(104)) { $0.succeeded += 2 }
        rates.update(at: .seconds(130)) { $0.failed += 1 }
        #expect(rates.lastMinute(at: .seconds(131)) == .init(claimed: 3, succeeded: 2, failed: 1))
        #expect(rates.lastMinute(at: .seconds(159)) == .init(claimed: 3, succeeded: 2, failed: 1))
        #expect(rates.lastMinute(at: .seconds(160)) == .init(claimed: 0, succeeded: 0, failed: 1))
        #expect(rates.lastMinute(at: .seconds(1000)) == .init())
    }

    @Test func aStepThatComesAgainBeginsAtZero() {
        var rates = RunRates()
        rates.update(at: .seconds(3)) { $0.claimed += 7 }
        rates.update(at: .seconds(63)) { $0.claimed += 1 }
        #expect(rates.lastMinute(at: .seconds(64)).claimed == 1)
    }
}
