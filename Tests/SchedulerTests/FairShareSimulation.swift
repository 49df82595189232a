import TaskModel
import Testing

@testable import Scheduler

/// Hosts that hang and hosts that answer before executors of 256 slots and a queue in the order of arrival: how long the
/// healthy ones wait, in steps of 10 ms. A healthy host answers within a step.
@Suite struct FairShareSimulation {
    private struct World {
        static let step = Duration.milliseconds(10)

        var share = FairShare(capacity: 256, window: 5000)
        var now = Duration.zero
        /// What hangs, how much of it is due, and how long it is left alone after a time-out.
        var hanging: [Flow: (due: Int, until: Duration)] = [:]
        var healthy: [(flow: Flow, since: Int)] = []
        var queue: [(run: RunID, flow: Flow, since: Int?)] = []
        var slots: [(run: RunID, flow: Flow, since: Int?, at: Duration)] = []
        var waits: [Int] = []
        private var step = 0
        private var next: UInt64 = 0

        mutating func advance() {
            step += 1
            now += Self.step
            claim()
            // What was in a slot for a step is over if it is healthy.
            for entry in slots where entry.since != nil {
                share.end(entry.run, at: now) { _ in .answered(.milliseconds(5)) }
            }
            slots.removeAll { $0.since != nil }
            for entry in slots {
                let age = now - entry.at
                if age == .seconds(1) { _ = share.announceLong(entry.run, at: now) }
                if age >= .seconds(30) {
                    share.end(entry.run, at: now) { _ in .timedOut }
                    hanging[entry.flow]?.until = now + .seconds(1)
                }
            }
            let time = now
            slots.removeAll { time - $0.at >= .seconds(30) }
            while slots.count < 256, !queue.isEmpty {
                let entry = queue.removeFirst()
                slots.append((entry.run, entry.flow, entry.since, now))
                if let since = entry.since { waits.append(step - since) }
            }
        }

        mutating func isDue(_ flow: Flow) { healthy.append((flow, step)) }

        private mutating func claim() {
            for (flow, entry) in hanging.sorted(by: { "\($0.key)" < "\($1.key)" }) where entry.until <= now {
                for _ in 0..<min(entry.due, share.room(for: flow, at: now)) { begin(flow, since: nil) }
            }
            var left: [(flow: Flow, since: Int)] = []
            for entry in healthy {
                if share.room(for: entry.flow, at: now) > 0 {
                    begin(entry.flow, since: entry.since)
                } else {
                    left.append(entry)
                }
            }
            healthy = left
        }

        private mutating func begin(_ flow: Flow, since: Int?) {
            let run = RunID(high: 0, low: next)
            next += 1
            share.begin([run: flow], at: now)
            if since == nil { hanging[flow]?.due -= 1 }
            queue.append((run, flow, since))
        }

        static func host(_ name: String, _ number: Int) -> Flow {
            .host(WebhookHost(host: "\(name)\(number)", port: nil))
        }
    }

    @Test(arguments: [600, 20_000]) func `one host that hangs delays no other`(_ count: Int) {
        var world = World()
        world.hanging[World.host("silent", 0)] = (count, .zero)
        for step in 0..<12_000 {
            for number in 0..<2 { world.isDue(World.host("well", (step * 2 + number) % 150)) }
            world.advance()
        }
        #expect(world.waits.count >= 23_990)
        #expect(world.waits.max() == 1)
    }

    @Test func `a hundred hosts that hang delay no others, also those that nothing is known of`() {
        var world = World()
        for step in 0..<12_000 {
            // Five of a hundred hang; each host has something every 20 seconds.
            let number = step % 2000
            if number.isMultiple(of: 20) {
                world.hanging[World.host("silent", number), default: (0, .zero)].due += 3
            } else {
                world.isDue(World.host("well", number))
            }
            world.advance()
        }
        #expect(world.waits.count >= 11_390)
        let late = world.waits.count { $0 > 1 }
        #expect(late * 100 < world.waits.count, "\(late) of \(world.waits.count) had to wait")
        // None of those that hang has all.
        #expect(world.share.flows.values.allSatisfy { $0.outstanding <= 128 })
    }
}
