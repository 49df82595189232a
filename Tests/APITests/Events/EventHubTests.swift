import Messages
import TaskModel
import TestSupport
import Testing
import Timekeeping

@testable import API

/// Listeners get each event once, in order.
@Suite(.timeLimit(.minutes(2))) struct EventHubTests {
    @Test func whoListensHearsWhatHappensFromThenOn() async throws {
        try await EventFixture.following { fixture in
            fixture.events.record(3)
            try await fixture.client { reader in
                try await reader.expect("it is up to date") { $0.all.contains(": up to date\nid: 3\n") }
                fixture.events.record(2, "run.queued")
                fixture.events.record(1, "run.finished")
                try await reader.expect("all come") { $0.ids == [4, 5, 6] }
                #expect(reader.frames.last?.name == "run.finished")
                let data = try #require(reader.frames.last?.data)
                #expect(data.hasPrefix(#"{"id":6,"type":"run.finished","at":"2026-06-10T15:00:00.000Z","task_id""#))
            }
        }
    }

    @Test func whileNobodyListensNothingIsKept() async throws {
        try await EventFixture.following { fixture in
            fixture.events.record(5)
            fixture.events.tell(Array("this is no JSON".utf8))
            #expect(try await eventually { fixture.events.acknowledged == 2 })
            #expect(fixture.events.asked == [])
            try await fixture.client { _ in #expect(fixture.hub.listenerCount == 1) }
            #expect(try await eventually { fixture.hub.listenerCount == 0 })
            let asked = fixture.events.asked
            fixture.events.record(5)
            #expect(try await eventually { fixture.events.acknowledged == 3 })
            #expect(fixture.events.asked == asked)
        }
    }

    @Test func aGapIsFilledBeforeWhatFollows() async throws {
        try await EventFixture.following { fixture in
            try await fixture.client { reader in
                fixture.events.record(2)
                for _ in 0..<5 { fixture.events.record(2, isLost: true) }
                fixture.events.record(2)
                try await reader.expect("all come") { $0.ids == Array(1...14) }
                #expect(reader.gaps == [])
            }
        }
    }

    @Test func whatComesTwiceIsToldOnce() async throws {
        try await EventFixture.following { fixture in
            try await fixture.client { reader in
                fixture.events.record(2)
                fixture.events.tell(StubEvents.batch(first: 1, 2))
                fixture.events.record(1)
                // It begins among those that are known.
                fixture.events.record(2, isLost: true)
                fixture.events.tell(StubEvents.batch(first: 3, 3))
                fixture.events.tell(StubEvents.batch(first: 2, 1))
                fixture.events.record(1)
                try await reader.expect("all come") { $0.ids == Array(1...6) }
            }
        }
    }

    @Test func aLastMessageThatWasLostIsFound() async throws {
        try await EventFixture.following { fixture in
            try await fixture.client { reader in
                fixture.events.record(3, isLost: true)
                try await fixture.passTime(until: "they come") { reader.ids == [1, 2, 3] }
            }
        }
    }

    @Test func whileTheSchedulerIsAwayStreamsStayOpen() async throws {
        try await EventFixture.following { fixture in
            try await fixture.client { reader in
                fixture.events.setAway(true)
                fixture.events.record(1, isLost: true)
                fixture.events.record(1)
                try await fixture.pass(.seconds(12))
                #expect(reader.ids == [])
                fixture.events.setAway(false)
                try await fixture.passTime(until: "they come") { reader.ids == [1, 2] }
            }
        }
    }

    @Test func whoComesWhileTheSchedulerIsAwayIsRefused() async throws {
        let fixture = EventFixture()
        fixture.events.setAway(true)
        await #expect(throws: SchedulerUnavailable.self) { _ = try await fixture.hub.join(EventFilter()) {} }
        #expect(fixture.hub.listenerCount == 0)
        fixture.events.setAway(false)
        let listener = try await fixture.hub.join(EventFilter()) {}
        #expect(listener.end == 0)
    }

    @Test func messagesThatCannotBeReadDoNotStopTheStream() async throws {
        try await EventFixture.following { fixture in
            try await fixture.client { reader in
                fixture.events.tell(Array("this is no JSON".utf8))
                fixture.events.tell(StubEvents.batch(first: 1, 1), type: "another")
                fixture.events.tell(StubEvents.batch(first: 1, 1, "two\\nlines"))
                fixture.events.record(1)
                try await reader.expect("it comes") { $0.ids == [1] }
            }
        }
    }

    @Test func eventsThatTheSchedulerDoesNotKnowAreLeftOut() async throws {
        try await EventFixture.following { fixture in
            try await fixture.client { reader in
                fixture.events.tell(StubEvents.batch(first: 1000, 1))
                fixture.events.record(1)
                try await fixture.passTime(until: "the other comes") { reader.ids == [1] }
            }
        }
    }

    @Test func numbersThatBeginAnewAreTold() async throws {
        try await EventFixture.following { fixture in
            try await fixture.client { reader in
                fixture.events.record(5)
                fixture.events.record(5)
                try await reader.expect("all come") { $0.ids.count == 10 }
                fixture.events.restore(to: 5)
                try await fixture.passTime(until: "it is told") { !reader.gaps.isEmpty }
                #expect(reader.gaps == [#"{"type":"gap","from":11,"to":5}"#])
                fixture.events.record(1)
                try await reader.expect("it goes on") { $0.ids.last == 6 }
            }
        }
    }

    @Test func whatWasNotKeptIsAGap() async throws {
        try await EventFixture.following { fixture in
            try await fixture.client { reader in
                for _ in 0..<4 { fixture.events.record(10, isLost: true) }
                fixture.events.prune(2)
                fixture.events.record(1)
                try await reader.expect("the rest comes") { $0.ids == Array(21...41) }
                #expect(reader.gaps == [#"{"type":"gap","from":1,"to":20}"#])
            }
        }
    }

    @Test func manyAreWokenTogetherAndMissNothing() async throws {
        try await EventFixture.following { fixture in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<100 {
                    group.addTask {
                        try await fixture.client { reader in
                            try await reader.expect("all come") { $0.ids == Array(1...300) }
                        }
                    }
                }
                #expect(try await eventually { fixture.hub.listenerCount == 100 })
                try await fixture.passTime(until: "all listen") { fixture.hub.waitingCount == 100 }
                for _ in 0..<300 { fixture.events.record() }
                try await fixture.passTime(until: "all have heard") { fixture.hub.listenerCount == 0 }
                try await group.waitForAll()
            }
        }
    }

    @Test func streamsEndWithTheService() async throws {
        try await EventFixture.following { fixture in
            try await fixture.client { reader in
                fixture.hub.close()
                try await reader.expect("it ends") { $0.all.hasSuffix(": ended\n\n") }
                await #expect(throws: Problem.self) { _ = try await fixture.hub.join(EventFilter()) {} }
            }
        }
    }
}
