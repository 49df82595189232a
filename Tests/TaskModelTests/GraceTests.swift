import Recurrence
import Testing
import Timekeeping

@testable import TaskModel

/// What runs after an outage, and what is recorded instead, beside an oracle that is plainly written.
@Suite struct GraceTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let policy: SchedulePolicy
        let interval: Int64
        /// In tenths of the interval.
        let outage: Int64

        var testDescription: String {
            "\(policy.onMissed) grace \(policy.graceSeconds) \(policy.overlap) each \(interval) s, away \(outage)/10"
        }
    }

    private static let cases: [Case] = {
        var cases: [Case] = []
        for interval: Int64 in [1, 10, 3600, 86_400] {
            for outage: Int64 in [1, 10, 13, 25, 55, 60] {
                for grace in [0, interval / 2, interval * 2, interval * 3 + 1, interval * 100] where grace <= 604_800 {
                    for onMissed in SchedulePolicy.OnMissed.allCases {
                        for overlap in SchedulePolicy.Overlap.allCases {
                            let policy = SchedulePolicy(
                                onMissed: onMissed, maxMissed: 2, graceSeconds: Int(grace), overlap: overlap)
                            cases.append(Case(policy: policy, interval: interval, outage: outage))
                        }
                    }
                }
            }
        }
        return cases
    }()

    @Test func whatIsLateRunsAndWhatIsMissedIsThePolicys() throws {
        for test in Self.cases {
            let (ran, missed) = try Self.simulate(test)
            let (expected, left) = Self.oracle(test)
            #expect(ran == expected, "\(test.testDescription)")
            #expect(missed == left, "\(test.testDescription)")
        }
    }

    /// Which occurrences run, by their numbers, and how many do not.
    private static func oracle(_ test: Case) -> (runs: [Int64], missed: Int) {
        let away = test.outage * test.interval * 100
        let due = (0...away / (test.interval * 1000))
        let lateness = { (number: Int64) in away - number * test.interval * 1000 }
        let grace = Int64(test.policy.graceSeconds) * 1000
        let missed = due.filter { lateness($0) > grace }
        let timely = due.filter { lateness($0) <= grace }
        let made: [Int64] =
            switch test.policy.onMissed {
            case .skip: []
            case .latest: timely.isEmpty ? missed.suffix(1) : []
            case .all: missed.suffix(test.policy.maxMissed)
            }
        return (made + timely, missed.count - made.count)
    }

    /// Each run takes a millisecond.
    private static func simulate(_ test: Case) throws -> (runs: [Int64], missed: Int) {
        let start = ProgressFixture.start
        let rule = try RecurrenceRule(storedText: #"{"every":"PT\#(test.interval)S"}"#)
        let rules = TaskRules(
            recurrence: try Recurrence(rule, anchor: start, zone: .utc), schedule: test.policy,
            since: start - .seconds(1))
        var progress = TaskProgress(startingAt: start)
        var now = start + .milliseconds(test.outage * test.interval * 100)
        let end = now
        var random = SystemRandomNumberGenerator()
        var runs: [Int64] = []
        var missed = 0
        while let due = progress.dueAt, progress.runAt <= end {
            now = max(now, due)
            let claim = progress.claimOccurrence(rules, now: now)
            missed += claim.skipped?.count ?? 0
            guard let run = claim.run else { continue }
            runs.append((run.milliseconds - start.milliseconds) / (test.interval * 1000))
            let attempt = Attempt(scheduledFor: run, number: 1, beganAt: now)
            now = now + .milliseconds(1)
            let over = progress.finish(attempt, with: RunResult(outcome: .succeeded), rules, now: now, using: &random)
            // While what was missed is made up for at its pace, more may come due.
            #expect(over.skipped.map { $0.first > end } ?? true, "\(test.testDescription)")
        }
        return (runs, missed)
    }
}
