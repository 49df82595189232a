import Messages
import TaskModel
import Testing

@testable import Scheduler

@Suite struct ExecutorRosterTests {
    @Test func `capacity is the sum of what executors say, until they are silent or leave`() {
        var roster = ExecutorRoster()
        #expect(roster.capacity(of: "webhook", at: .zero) == nil)
        roster.record(ActionServed(action: "webhook"), at: .zero)
        #expect(roster.capacity(of: "webhook", at: .zero) == nil)
        roster.record(ActionServed(action: "webhook", executor: "a", concurrency: 256), at: .zero)
        roster.record(ActionServed(action: "webhook", executor: "b", concurrency: 10), at: .seconds(60))
        roster.record(ActionServed(action: "message", executor: "b", concurrency: 10), at: .seconds(60))
        #expect(roster.capacity(of: "webhook", at: .seconds(100)) == 266)
        #expect(roster.capacity(of: "webhook", at: .seconds(150)) == 10)
        roster.record(ActionServed(action: "webhook", executor: "b", concurrency: 0), at: .seconds(151))
        #expect(roster.capacity(of: "webhook", at: .seconds(151)) == nil)
    }

    @Test func `of more executors than there are consumers, those that were heard of longest ago are dead`() {
        var roster = ExecutorRoster()
        let isFirst = roster.record(ActionServed(action: "webhook", executor: "a", concurrency: 256), at: .zero)
        #expect(!isFirst)
        // The one that takes the place of one that was killed.
        let isAnother = roster.record(
            ActionServed(action: "webhook", executor: "b", concurrency: 100), at: .seconds(1))
        #expect(isAnother)
        roster.record(ActionServed(action: "message", executor: "a", concurrency: 5), at: .zero)
        roster.keep(2, of: "webhook")
        #expect(roster.capacity(of: "webhook", at: .seconds(1)) == 356)
        roster.keep(1, of: "webhook")
        #expect(roster.capacity(of: "webhook", at: .seconds(1)) == 100)
        #expect(roster.capacity(of: "message", at: .seconds(1)) == 5)
        // One that was taken for dead says that it lives, and the other was the dead one.
        roster.record(ActionServed(action: "webhook", executor: "a", concurrency: 256), at: .seconds(60))
        roster.keep(1, of: "webhook")
        #expect(roster.capacity(of: "webhook", at: .seconds(60)) == 256)
    }

    @Test func `who makes up names does not fill the memory`() {
        var roster = ExecutorRoster()
        for number in 0..<10_050 {
            roster.record(
                ActionServed(action: "webhook", executor: "e\(number)", concurrency: 1), at: .milliseconds(number))
        }
        #expect(roster.capacity(of: "webhook", at: .seconds(11)) == ExecutorRoster.maximumExecutors)
    }
}
