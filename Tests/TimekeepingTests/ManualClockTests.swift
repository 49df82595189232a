import Synchronization
import Testing
import Timekeeping
import TimekeepingTesting

@Suite(.timeLimit(.minutes(10))) struct ManualClockTests {
    private let start = Timestamp(milliseconds: 1_000_000)

    @Test func standsStillUntilMoved() {
        let clock = ManualClock(now: start)
        #expect(clock.now() == start)
        clock.advance(by: .seconds(5))
        #expect(clock.now() == start + .seconds(5))
        clock.set(to: start)
        #expect(clock.now() == start)
    }

    @Test func aDeadlineThatHasComeReturnsAtOnce() async throws {
        let clock = ManualClock(now: start)
        try await clock.sleep(until: start)
        try await clock.sleep(until: .earliest)
        #expect(clock.deadlines.isEmpty)
    }

    @Test func wakesAtTheDeadlineAndNotBefore() async throws {
        let clock = ManualClock(now: start)
        let deadline = start + .seconds(10)
        let woke = Mutex(false)
        let task = Task {
            try await clock.sleep(until: deadline)
            woke.withLock { $0 = true }
        }
        try await clock.waitForSleepers()
        clock.advance(by: .milliseconds(9_999))
        #expect(clock.deadlines == [deadline])
        #expect(!woke.withLock { $0 })
        clock.advance(by: .milliseconds(1))
        #expect(clock.deadlines.isEmpty)
        try await task.value
        #expect(woke.withLock { $0 })
    }

    @Test func onlyThoseWhoAreDueWake() async throws {
        let clock = ManualClock(now: start)
        let early = Task { try await clock.sleep(until: start + .seconds(1)) }
        let late = Task { try await clock.sleep(until: start + .seconds(3)) }
        try await clock.waitForSleepers(2)
        #expect(clock.deadlines == [start + .seconds(1), start + .seconds(3)])
        clock.set(to: start + .seconds(2))
        try await early.value
        #expect(clock.deadlines == [start + .seconds(3)])
        clock.set(to: .latest)
        try await late.value
    }

    @Test func settingItBackWakesNobody() async throws {
        let clock = ManualClock(now: start)
        let task = Task { try await clock.sleep(until: start + .seconds(1)) }
        try await clock.waitForSleepers()
        clock.set(to: start - .seconds(60))
        #expect(clock.deadlines.count == 1)
        clock.advance(by: .seconds(60))
        #expect(clock.deadlines.count == 1)
        clock.advance(by: .seconds(1))
        try await task.value
    }

    @Test func waitsForAParticularSleeper() async throws {
        let clock = ManualClock(now: start)
        let wanted = start + .seconds(2)
        let first = Task { try await clock.sleep(until: start + .seconds(1)) }
        try await clock.waitForSleepers()
        let second = Task { try await clock.sleep(until: wanted) }
        try await clock.waitForSleepers { $0.contains(wanted) }
        #expect(clock.deadlines == [start + .seconds(1), wanted])
        clock.set(to: wanted)
        try await first.value
        try await second.value
    }

    @Test func cancellationWakesOneSleeper() async throws {
        let clock = ManualClock(now: start)
        let cancelled = Task { try await clock.sleep(until: .latest) }
        let other = Task { try await clock.sleep(until: start + .seconds(1)) }
        try await clock.waitForSleepers(2)
        cancelled.cancel()
        await #expect(throws: CancellationError.self) { try await cancelled.value }
        #expect(clock.deadlines == [start + .seconds(1)])
        clock.advance(by: .seconds(1))
        try await other.value
    }

    @Test func aCancelledTaskDoesNotSleep() async {
        let clock = ManualClock(now: start)
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await clock.sleep(until: .earliest)
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        let waiting = Task { try await clock.waitForSleepers() }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        #expect(clock.deadlines.isEmpty)
    }

    /// Cancelled, woken and put to sleep at the same time, each sleeper ends once.
    @Test func racesEndEverySleeper() async throws {
        let clock = ManualClock(now: start)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<2_000 {
                let task = Task { try await clock.sleep(until: start + .milliseconds(index % 100)) }
                if index % 3 == 0 { group.addTask { task.cancel() } }
                if index % 20 == 0 { group.addTask { clock.advance(by: .milliseconds(1)) } }
                group.addTask { _ = await task.result }
            }
            try await group.waitForAll()
        }
        #expect(clock.deadlines.isEmpty)
    }
}
