import Hummingbird
import Logging
import Messages
import TaskModel
import TestSupport
import Testing
import Timekeeping
import TimekeepingTesting

@testable import API

/// A hub, its messages, and clients without connections.
struct EventFixture: Sendable {
    let events = StubEvents()
    let clock = ManualClock(now: Timestamp(milliseconds: 1_781_103_600_000))
    let hub: EventHub

    init(bounds: EventRing.Bounds = .init()) {
        hub = EventHub(
            subscription: events, scheduler: events.scheduler(), clock: clock, logger: Logger(label: "test"),
            bounds: bounds)
    }

    /// Runs the hub during `body`.
    static func following(
        bounds: EventRing.Bounds = .init(), _ body: @escaping @Sendable (EventFixture) async throws -> Void
    ) async throws {
        let fixture = EventFixture(bounds: bounds)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await fixture.hub.run() }
            try await body(fixture)
            group.cancelAll()
        }
    }

    /// Connects a client during `body`.
    ///
    /// - Parameter cursor: the last event that the client has received; `nil` to begin with the next event.
    func client(
        after cursor: Int64? = nil, _ filter: EventFilter = EventFilter(),
        isAllowed: @escaping @Sendable () async -> Bool = { true },
        _ body: (EventReader) async throws -> Void
    ) async throws {
        let reader = EventReader()
        let listener = try await hub.join(filter) {}
        let stream = EventStream(
            listener: listener, archive: hub.archive, filter: filter, after: cursor, clock: clock,
            logger: Logger(label: "test"), isAllowed: isAllowed)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                var stream = stream
                var writer: any ResponseBodyWriter = EventWriter(reader: reader)
                try await stream.run(&writer)
                reader.append(ByteBuffer(string: ": ended\n\n"))
            }
            try await reader.expect("the stream opens") { $0.all.hasPrefix("retry: 1000\n: open\n\n") }
            try await body(reader)
            listener.leave()
            try await group.waitForAll()
        }
    }

    /// Advances the clock a second for each tick of the hub, until a condition holds.
    func passTime(
        until what: Comment, sourceLocation: SourceLocation = #_sourceLocation, _ condition: () -> Bool
    ) async throws {
        try await clock.pass(until: what, sourceLocation: sourceLocation, condition)
    }

    /// Advances the clock.
    func pass(_ time: Duration) async throws {
        let end = clock.uptime() + time
        try await passTime(until: "time has passed") { clock.uptime() >= end }
    }
}

extension ManualClock {
    /// Advances the clock a second whenever a task sleeps, until a condition holds.
    func pass(
        until what: Comment, sourceLocation: SourceLocation = #_sourceLocation, _ condition: () -> Bool
    ) async throws {
        let isSo = try await eventually {
            if condition() { return true }
            if sleeperCount > 0 { advance(by: .seconds(1)) }
            return false
        }
        try #require(isSo, what, sourceLocation: sourceLocation)
    }
}
