import TaskModel
import Testing
import TimekeepingTesting

@Suite struct RetryPolicyTests {
    private func policy(_ backoff: RetryPolicy.Backoff, jitter: RetryPolicy.Jitter = .none) -> RetryPolicy {
        RetryPolicy(maxAttempts: 6, backoff: backoff, initialSeconds: 5, maxSeconds: 60, jitter: jitter)
    }

    private func delays(_ policy: RetryPolicy) -> [Double?] {
        var random = SeededGenerator.forTest()
        return (1...6).map { policy.delay(after: $0, using: &random) }
    }

    @Test func backoffs() {
        #expect(delays(policy(.exponential)) == [5, 10, 20, 40, 60, nil])
        #expect(delays(policy(.fixed)) == [5, 5, 5, 5, 5, nil])
        #expect(delays(policy(.linear)) == [5, 10, 15, 20, 25, nil])
    }

    @Test func fullJitterStaysWithinTheDelay() {
        var random = SeededGenerator.forTest()
        let delays = (0..<1000).compactMap { _ in policy(.exponential, jitter: .full).delay(after: 3, using: &random) }
        #expect(delays.count == 1000)
        #expect(delays.allSatisfy { (0...20).contains($0) })
        #expect((delays.max() ?? 0) > 15)
        #expect((delays.min() ?? 20) < 5)
    }

    @Test func theExecutorMayAskForLaterUpToADay() {
        var random = SeededGenerator.forTest()
        #expect(policy(.fixed).delay(after: 1, retryAfterSeconds: 30, using: &random) == 30)
        #expect(policy(.fixed).delay(after: 1, retryAfterSeconds: 1, using: &random) == 5)
        #expect(policy(.fixed).delay(after: 1, retryAfterSeconds: 1e9, using: &random) == 86_400)
        #expect(policy(.fixed).delay(after: 1, retryAfterSeconds: -1, using: &random) == 5)
        #expect(policy(.fixed).delay(after: 1, retryAfterSeconds: .nan, using: &random) == 5)
        #expect(policy(.fixed).delay(after: 6, retryAfterSeconds: 30, using: &random) == nil)
    }

    @Test func manyAttemptsDoNotOverflow() {
        var random = SeededGenerator.forTest()
        var policy = policy(.exponential)
        policy.maxAttempts = 100
        #expect(policy.delay(after: 99, using: &random) == 60)
    }

    @Test func delaysOneByOneAndThenTheLastOfThem() {
        var policy = policy(.exponential)
        policy.scheduleSeconds = [0, 60, 3600]
        #expect(delays(policy) == [0, 60, 3600, 3600, 3600, nil])
        policy.jitter = .full
        let spread = delays(policy)
        #expect(spread[0] == 0)
        #expect((0...60).contains(spread[1] ?? -1))
    }

    @Test func noAttemptIsMadeBeyondTheMaximumAge() {
        var random = SeededGenerator.forTest()
        var policy = policy(.fixed)
        policy.maxAgeSeconds = 100
        #expect(policy.delay(after: 1, ageSeconds: 95, using: &random) == 5)
        #expect(policy.delay(after: 1, ageSeconds: 95.1, using: &random) == nil)
        #expect(policy.delay(after: 1, retryAfterSeconds: 101, ageSeconds: 0, using: &random) == nil)
    }
}
