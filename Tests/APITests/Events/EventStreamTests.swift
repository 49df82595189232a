import Messages
import Synchronization
import TaskModel
import TestSupport
import Testing
import Timekeeping

@testable import API

/// The stream of one client.
@Suite(.timeLimit(.minutes(2))) struct EventStreamTests {
    @Test func whoComesBackGetsWhatHappenedMeanwhile() async throws {
        try await EventFixture.following { fixture in
            for _ in 0..<10 { fixture.events.record(3) }
            try await fixture.client(after: 7) { reader in
                try await reader.expect("all come") { $0.ids == Array(8...30) }
                try await reader.expect("it is up to date") { $0.all.hasSuffix(": up to date\nid: 30\n\n") }
                fixture.events.record(1)
                try await reader.expect("the next comes") { $0.ids == Array(8...31) }
            }
        }
    }

    @Test func whoComesBackTooLateIsToldWhatIsMissing() async throws {
        try await EventFixture.following { fixture in
            for _ in 0..<5 { fixture.events.record(10) }
            fixture.events.prune(2)
            try await fixture.client(after: 7) { reader in
                try await reader.expect("the rest comes") { $0.ids == Array(21...50) }
                #expect(reader.gaps == [#"{"type":"gap","from":8,"to":20}"#])
            }
            fixture.events.prune(3)
            try await fixture.client(after: 7) { reader in
                try await reader.expect("it is told") { $0.gaps == [#"{"type":"gap","from":8,"to":50}"#] }
            }
        }
    }

    @Test func aNumberFromTheFutureIsAGap() async throws {
        try await EventFixture.following { fixture in
            fixture.events.record(5)
            try await fixture.client(after: 9) { reader in
                try await reader.expect("it is told") { $0.gaps == [#"{"type":"gap","from":10,"to":5}"#] }
                fixture.events.record(1)
                try await reader.expect("it goes on") { $0.ids == [6] }
            }
        }
    }

    @Test func whoIsSlowReadsFromTheScheduler() async throws {
        try await EventFixture.following(bounds: .init(count: 10, bytes: 1 << 20)) { fixture in
            try await fixture.client(after: 0) { _ in
                for _ in 0..<20 { fixture.events.record(5) }
                // The ring has the last ten when the other comes.
                #expect(try await eventually { fixture.events.acknowledged == 20 })
                try await fixture.client(after: 1) { reader in
                    try await reader.expect("all come") { $0.ids == Array(2...100) }
                    #expect(reader.gaps == [])
                }
            }
        }
    }

    @Test func manyWhoComeBackAskFewQuestions() async throws {
        try await EventFixture.following { fixture in
            for _ in 0..<4 { fixture.events.record(10) }
            try await fixture.client { _ in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<100 {
                        group.addTask {
                            try await fixture.client(after: 5) { reader in
                                try await reader.expect("all come") { $0.ids == Array(6...40) }
                            }
                        }
                    }
                    try await group.waitForAll()
                }
            }
            // One read of the last number, two pages, and one more read of each since two clients read at the same
            // time.
            #expect(fixture.events.asked.count <= 5, "\(fixture.events.asked)")
        }
    }

    @Test func filtersLetThroughWhatIsWanted() async throws {
        let tasks = (1...3).map { TaskID(high: 0, low: $0) }
        let filters: [(EventFilter, [Int64])] = [
            (EventFilter(), [1, 2, 3, 4, 5, 6, 7]),
            (EventFilter(groups: ["billing"]), [3, 4, 7]), (EventFilter(groups: []), []),
            (EventFilter(actions: ["chat.post"]), [5]), (EventFilter(taskIDs: [tasks[1]]), [3, 4]),
            (EventFilter(types: ["run.finished"]), [6, 7]),
            (EventFilter(groups: ["billing"], types: ["run.finished"]), [7]),
            (EventFilter(groups: ["default"], taskIDs: [tasks[1]]), []),
        ]
        let ready = Counter()
        try await EventFixture.following { fixture in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (filter, expected) in filters {
                    group.addTask {
                        try await fixture.client(filter) { reader in
                            ready.value.withLock { $0 += 1 }
                            try await reader.expect("what is wanted comes") { $0.ids == expected }
                            try await reader.expect("and the rest") { _ in fixture.events.acknowledged == 6 }
                            #expect(reader.ids == expected)
                        }
                        // A client that connects later shares the pages.
                        try await fixture.client(after: 0, filter) { reader in
                            try await reader.expect("it is up to date") { $0.all.contains(": up to date\nid: 7") }
                            #expect(reader.ids == expected)
                        }
                    }
                }
                #expect(try await eventually { ready.value.withLock { $0 } == filters.count })
                fixture.events.record(2)
                fixture.events.record(2, task: 2, group: "billing")
                fixture.events.record(1, action: "chat.post")
                fixture.events.record(1, "run.finished")
                fixture.events.record(1, "run.finished", group: "billing")
                fixture.events.tell([])
                try await group.waitForAll()
            }
        }
    }

    @Test func silenceIsBrokenByPings() async throws {
        try await EventFixture.following { fixture in
            try await fixture.client(EventFilter(groups: ["billing"])) { reader in
                fixture.events.record(3)
                #expect(try await eventually { fixture.events.acknowledged == 1 })
                // The ping says where to continue: a client that connects again need not skip the events that the
                // filter left out.
                try await fixture.passTime(until: "a ping comes") { reader.all.contains(": ping\nid: ") }
                #expect(reader.ids == [])
            }
        }
    }

    @Test func aStreamEndsWithItsKey() async throws {
        try await EventFixture.following { fixture in
            let permission = Permission()
            try await fixture.client(isAllowed: { permission.isGiven.withLock { $0 } }) { reader in
                try await fixture.pass(.seconds(20))
                #expect(!reader.all.contains("ended"))
                permission.isGiven.withLock { $0 = false }
                try await fixture.passTime(until: "it ends") { reader.all.hasSuffix(": ended\n\n") }
            }
        }
    }

    private final class Counter: Sendable {
        let value = Mutex(0)
    }

    private final class Permission: Sendable {
        let isGiven = Mutex(true)
    }
}
