import TaskModel
import Testing

@testable import Scheduler

@Suite("Trials of suspect runs") struct SuspectTrialsTests {
    private let action: ActionName = "a"
    private func run(_ number: UInt64) -> RunID { RunID(high: 1, low: number) }

    private func step(
        _ trials: inout SuspectTrials, outstanding: Int, isolates: Bool = false, at seconds: Int
    ) -> SuspectTrials.Step? {
        trials.step(action, outstanding: outstanding, isolates: isolates, uptime: .seconds(seconds))
    }

    @Test func `hold others back until nothing is out, and blame a run only while it is alone`() throws {
        var trials = SuspectTrials()
        #expect(step(&trials, outstanding: 3, at: 0) == nil)
        trials.recordWaiting(action)
        #expect(step(&trials, outstanding: 3, at: 0) == nil)
        #expect(trials.holds(action))
        let claim = try #require(step(&trials, outstanding: 0, at: 1))
        #expect(claim.limit == 1)
        trials.recordClaim(claim, [run(1): 1], areMore: true, uptime: .seconds(1))
        #expect(trials.holds(action))
        #expect(trials.isAlone(run(1), of: action))
        #expect(!trials.isAlone(run(2), of: action))
        #expect(!trials.isAlone(run(1), of: "b"))
        #expect(step(&trials, outstanding: 1, at: 2) == nil)
        // It has a result: the next one's turn.
        #expect(trials.recordEnd(run(1), of: action, uptime: .seconds(3)) == true)
        #expect(!trials.isAlone(run(1), of: action))
        let next = try #require(step(&trials, outstanding: 0, at: 3))
        trials.recordClaim(next, [run(2): 1], areMore: false, uptime: .seconds(3))
        _ = trials.recordEnd(run(2), of: action, uptime: .seconds(3))
        #expect(step(&trials, outstanding: 0, at: 3) == nil)
        #expect(!trials.holds(action))
        #expect(trials.actions.isEmpty)
    }

    @Test func `let others flow again when a run takes long, and do not blame it then`() throws {
        var trials = SuspectTrials()
        trials.recordWaiting(action)
        let claim = try #require(step(&trials, outstanding: 0, at: 0))
        trials.recordClaim(claim, [run(1): 1], areMore: true, uptime: .zero)
        #expect(trials.nextWake == .seconds(10))
        #expect(step(&trials, outstanding: 1, at: 10) == nil)
        #expect(!trials.holds(action))
        #expect(!trials.isAlone(run(1), of: action))
        // The next trial waits for its result, however long that takes.
        #expect(step(&trials, outstanding: 1, at: 100) == nil)
        #expect(!trials.holds(action))
        #expect(trials.nextWake == nil)
        #expect(trials.recordEnd(run(1), of: action, uptime: .seconds(101)) == true)
        #expect(step(&trials, outstanding: 0, at: 101)?.limit == 1)
    }

    @Test func `take longer for a run that comes back`() throws {
        for (returns, seconds) in [(1, 10), (2, 20), (3, 40), (7, 640), (9, 640)] {
            var trials = SuspectTrials()
            trials.recordWaiting(action)
            let claim = try #require(step(&trials, outstanding: 0, at: 0))
            trials.recordClaim(claim, [run(1): returns], areMore: false, uptime: .zero)
            #expect(trials.nextWake == .seconds(seconds))
        }
    }

    @Test func `give up waiting for what is out, rest, and wait longer the next time`() {
        var trials = SuspectTrials()
        trials.recordWaiting(action)
        var holding: [Int] = []
        for second in 0..<200 {
            #expect(step(&trials, outstanding: 1, at: second) == nil)
            if trials.holds(action) { holding.append(second) }
        }
        #expect(holding == Array(0..<10) + Array(20..<40) + Array(60..<100) + Array(140..<200))
    }

    @Test func `leave suspects to executors that isolate them, unless they come back again and again`() throws {
        var trials = SuspectTrials()
        trials.recordWaiting(action)
        let easy = try #require(step(&trials, outstanding: 50, isolates: true, at: 0))
        #expect(easy.limit > 1 && easy.below == SuspectTrials.maximumReturns)
        #expect(!trials.holds(action))
        trials.recordClaim(easy, [run(1): 1, run(2): 2], areMore: true, uptime: .zero)
        #expect(!trials.isAlone(run(1), of: action))
        let again = try #require(step(&trials, outstanding: 52, isolates: true, at: 0))
        trials.recordClaim(again, [:], areMore: true, uptime: .zero)
        // What is left has come back too often.
        #expect(step(&trials, outstanding: 52, isolates: true, at: 0) == nil)
        #expect(trials.holds(action))
        let hard = try #require(step(&trials, outstanding: 0, isolates: true, at: 1))
        #expect(hard.limit == 1 && hard.below == .max)
        trials.recordClaim(hard, [run(3): 3], areMore: false, uptime: .seconds(1))
        #expect(trials.isAlone(run(3), of: action))
    }

    @Test func `do not forget a suspect that comes while a claim is read`() throws {
        var trials = SuspectTrials()
        trials.recordWaiting(action)
        let claim = try #require(step(&trials, outstanding: 0, at: 0))
        trials.recordWaiting(action)
        trials.recordClaim(claim, [:], areMore: false, uptime: .zero)
        #expect(step(&trials, outstanding: 0, at: 0) != nil)
    }

    @Test func `give others their turn when many are tried one after another`() throws {
        var trials = SuspectTrials()
        trials.recordWaiting(action)
        var held = 0
        for tenth in 0..<600 {
            let uptime = Duration.milliseconds(100 * tenth)
            if let claim = trials.step(action, outstanding: 0, isolates: false, uptime: uptime) {
                trials.recordClaim(claim, [run(UInt64(tenth)): 1], areMore: true, uptime: uptime)
            }
            if trials.holds(action) { held += 1 }
            _ = trials.recordEnd(run(UInt64(tenth)), of: action, uptime: uptime + .milliseconds(90))
        }
        #expect((200...400).contains(held))
    }
}
