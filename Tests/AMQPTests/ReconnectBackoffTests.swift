import Testing

@testable import AMQP

@Suite struct ReconnectBackoffTests {
    /// Always the largest value, so that the drawn delay is the ceiling.
    private struct Highest: RandomNumberGenerator {
        mutating func next() -> UInt64 { .max }
    }

    /// Small enough to draw zero; always 0 itself would be rejected for ever, since it would bias the result.
    private struct Lowest: RandomNumberGenerator {
        mutating func next() -> UInt64 { 1 << 20 }
    }

    @Test func `the ceiling doubles up to the maximum`() {
        var backoff = ReconnectBackoff(policy: .init(base: .milliseconds(200), maximum: .seconds(2)))
        var generator = Highest()
        let delays = (1...6).map { _ in backoff.nextDelay(using: &generator) }
        #expect(
            delays == [.milliseconds(200), .milliseconds(400), .milliseconds(800), .milliseconds(1600)]
                + [.seconds(2), .seconds(2)])
    }

    @Test func `the delay may be nothing`() {
        var backoff = ReconnectBackoff(policy: .init())
        var generator = Lowest()
        #expect(backoff.nextDelay(using: &generator) == .zero)
    }

    @Test func `a connection that held starts it anew, one that did not goes on`() {
        var backoff = ReconnectBackoff(policy: .init(resetAfter: .seconds(5)))
        var generator = Highest()
        for _ in 1...3 { _ = backoff.nextDelay(using: &generator) }
        backoff.connectionEnded(after: .seconds(4))
        #expect(backoff.failures == 3)
        backoff.connectionEnded(after: .seconds(5))
        #expect(backoff.failures == 0)
    }

    @Test func `a thousand failures do not overflow`() {
        var backoff = ReconnectBackoff(policy: .init(base: .seconds(1000), maximum: .seconds(1_000_000_000)))
        var generator = Highest()
        for _ in 1...1000 { #expect(backoff.nextDelay(using: &generator) <= .seconds(1_000_000_000)) }
    }

    @Test func `durations beyond 64 bits of nanoseconds are clamped`() {
        #expect(Duration.seconds(Int64.max).nanoseconds == .max)
        #expect(Duration.milliseconds(1500).nanoseconds == 1_500_000_000)
    }
}
