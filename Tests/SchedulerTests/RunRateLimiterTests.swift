import Testing
import TimekeepingTesting

@testable import Scheduler

@Suite struct RunPaceTests {
    /// Looks when the pace says, or later, takes what there is room for, and gives back when runs began.
    private func begin(
        _ pace: inout RunRateLimiter, until end: Duration, late: (inout SeededGenerator) -> Duration
    ) -> [Duration] {
        var random = SeededGenerator.forTest()
        var now = Duration.zero
        var begun: [Duration] = []
        while now < end {
            let room = pace.room(at: now)
            if room > 0 {
                pace.begin(room, at: now)
                begun += Array(repeating: now, count: room)
            }
            let opens = pace.opens(at: now)
            #expect(opens > now)
            now = max(opens, now) + late(&random)
        }
        return begun
    }

    @Test(arguments: [0.1, 0.5, 1, 2.5, 3, 50, 70, 75, 333, 1000, 9999])
    func noSecondHasMoreThanTheRate(_ rate: Double) {
        var pace = RunRateLimiter(perSecond: rate, start: .zero)
        let span = max(5, 5 / rate)
        let begun = begin(&pace, until: .seconds(span)) { random in
            .milliseconds(Int.random(in: 0...10) == 0 ? Int.random(in: 0...200, using: &random) : 1)
        }
        var first = 0
        for (index, time) in begun.enumerated() {
            while begun[first] <= time - .seconds(1) { first += 1 }
            #expect(index - first + 1 <= Int(rate.rounded(.up)))
        }
    }

    @Test(arguments: [0.5, 1, 10, 50, 333, 1000])
    func theRateIsReachedWhereLooksAreALittleLate(_ rate: Double) {
        var pace = RunRateLimiter(perSecond: rate, start: .zero)
        let span = max(5, 20 / rate)
        let begun = begin(&pace, until: .seconds(span)) { .milliseconds(Int.random(in: 1...20, using: &$0)) }
        #expect(Double(begun.count) >= 0.9 * rate * span)
    }

    @Test func theyAreSpreadEvenly() {
        var pace = RunRateLimiter(perSecond: 10, start: .zero)
        let begun = begin(&pace, until: .seconds(1)) { _ in .zero }
        #expect(begun == (0..<10).map { .milliseconds(100 * $0) })
    }

    @Test func whatWasNotUsedIsGone() {
        var pace = RunRateLimiter(perSecond: 10, start: .zero)
        pace.begin(1, at: .zero)
        #expect(pace.room(at: .seconds(60)) == 1)
    }

    @Test func anotherRateKnowsWhatBegan() {
        var pace = RunRateLimiter(perSecond: 100, start: .zero)
        for step in 0..<50 { pace.begin(1, at: .milliseconds(10 * step)) }
        let slower = RunRateLimiter(perSecond: 5, after: pace, at: .milliseconds(500))
        #expect(slower.room(at: .milliseconds(500)) == 0)
        #expect(slower.room(at: .milliseconds(2000)) > 0)
    }

    @Test func afterAStartNothingBeginsForASecond() {
        let pace = RunRateLimiter(perSecond: 50, start: .seconds(1))
        #expect(pace.room(at: .milliseconds(999)) == 0)
        #expect(pace.opens(at: .zero) == .seconds(1))
        #expect(pace.room(at: .seconds(1)) == 1)
    }
}
