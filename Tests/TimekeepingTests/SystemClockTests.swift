import Foundation
import Synchronization
import Testing
import TimekeepingTesting

@testable import Timekeeping

@Suite(.timeLimit(.minutes(10))) struct SystemClockTests {
    @Test func agreesWithFoundation() {
        let before = Date()
        let now = SystemClock().now()
        let after = Date()
        // One millisecond of tolerance for rounding down.
        #expect(Double(now.milliseconds) >= before.timeIntervalSince1970 * 1000 - 1)
        #expect(Double(now.milliseconds) <= after.timeIntervalSince1970 * 1000)
    }

    @Test func neverWakesEarly() async throws {
        let clock = SystemClock()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for milliseconds in 0..<100 {
                group.addTask {
                    let deadline = clock.now() + .milliseconds(milliseconds)
                    try await clock.sleep(until: deadline)
                    #expect(clock.now() >= deadline)
                }
            }
            try await group.waitForAll()
        }
    }

    @Test func theRealClockIsCancelled() async throws {
        let task = Task { try await SystemClock().sleep(until: .latest) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test func aPastDeadlineReturnsAtOnce() async throws {
        var script = Script(readings: [5_000_000])
        try await script.sleep(until: 5)
        #expect(script.naps == [])
    }

    @Test func napsToTheNanosecondAndAgainIfWokenEarly() async throws {
        var script = Script(readings: [1_000_001, 4_999_999, 5_000_000])
        try await script.sleep(until: 5)
        #expect(script.naps == [.nanoseconds(3_999_999), .nanoseconds(1)])
    }

    @Test func looksAtTheClockEverySecond() async throws {
        let second: Int64 = 1_000_000_000
        // After two seconds, the clock is set forward by a day.
        var script = Script(readings: [0, second, 2 * second, 86_402 * second])
        try await script.sleep(until: 86_400_000)
        #expect(script.naps == [.seconds(1), .seconds(1), .seconds(1)])
    }

    @Test func waitsLongerWhenTheClockIsSetBack() async throws {
        var script = Script(readings: [4_000_000, 3_500_000, 5_000_001])
        try await script.sleep(until: 5)
        #expect(script.naps == [.milliseconds(1), .microseconds(1500)])
    }

    @Test func endsAtItsLimitHoweverFarTheClockIsSetBack() async throws {
        let second: Int64 = 1_000_000_000
        // Half a second before the deadline, the clock is set back by an hour.
        var script = Script(readings: [3600 * second, second, 2 * second])
        try await script.sleep(until: 3_600_500, atMost: .seconds(1))
        #expect(script.naps == [.milliseconds(500), .milliseconds(500)])
        // Or just before the first reading.
        script = Script(readings: [0, second])
        try await script.sleep(until: 3_600_500, atMost: .seconds(1))
        #expect(script.naps == [.seconds(1)])
    }

    @Test func aClockBefore1970AndTheLastDeadline() async throws {
        var script = Script(readings: [-1_500_000, .max])
        await #expect(throws: OutOfReadings.self) { try await script.sleep(until: Timestamp.latest.milliseconds) }
        #expect(script.naps == [.seconds(1), .seconds(1)])
    }
}

private struct OutOfReadings: Error {}

/// A clock with scripted readings, which records the naps between them.
private struct Script {
    var readings: [Int64]
    var naps: [Duration] = []

    mutating func sleep(until milliseconds: Int64, atMost limit: Duration = .seconds(1000)) async throws {
        let state = Mutex((readings: readings, naps: [Duration]()))
        defer { naps = state.withLock { $0.naps } }
        try await SystemClock.sleep(until: Timestamp(milliseconds: milliseconds), atMost: limit) {
            state.withLock { $0.readings.removeFirst() }
        } napping: { nap in
            try state.withLock {
                $0.naps.append(nap)
                if $0.readings.isEmpty { throw OutOfReadings() }
            }
        }
    }
}
