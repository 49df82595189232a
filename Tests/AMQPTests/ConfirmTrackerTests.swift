import Testing

@testable import AMQP

@Suite struct ConfirmTrackerTests {
    private func tracker(sent count: Int) -> ConfirmTracker<Int> {
        var tracker = ConfirmTracker<Int>()
        for number in 1...count { tracker.sent(number) }
        return tracker
    }

    @Test func `acks out of order each settle their own tag`() {
        var tracker = tracker(sent: 3)
        var settled: [Int] = []
        for tag in [2, 3, 1] as [UInt64] {
            #expect(tracker.settle(tag: tag, multiple: false) { settled.append($0) })
        }
        #expect(settled == [2, 3, 1])
        #expect(tracker.outstanding == 0)
    }

    @Test func `multiple settles the rest up to its tag, in order`() {
        var tracker = tracker(sent: 5)
        var settled: [Int] = []
        #expect(tracker.settle(tag: 2, multiple: false) { settled.append($0) })
        #expect(tracker.settle(tag: 4, multiple: true) { settled.append($0) })
        #expect(settled == [2, 1, 3, 4])
        #expect(tracker.outstanding == 1)
    }

    @Test func `tag 0 with multiple settles everything`() {
        var tracker = tracker(sent: 3)
        var settled: [Int] = []
        #expect(tracker.settle(tag: 0, multiple: true) { settled.append($0) })
        #expect(settled == [1, 2, 3])
    }

    @Test func `a tag that was never sent is refused`() {
        var tracker = tracker(sent: 2)
        #expect(!tracker.settle(tag: 3, multiple: false) { _ in })
        #expect(!tracker.settle(tag: 3, multiple: true) { _ in })
        #expect(!tracker.settle(tag: 0, multiple: false) { _ in })
        #expect(tracker.outstanding == 2)
    }

    @Test func `a tag settled twice counts once`() {
        var tracker = tracker(sent: 2)
        var settled: [Int] = []
        for _ in 1...2 { #expect(tracker.settle(tag: 1, multiple: false) { settled.append($0) }) }
        #expect(settled == [1])
        #expect(tracker.outstanding == 1)
    }

    @Test func `the ring grows over gaps, and keeps order over many rounds`() {
        var tracker = ConfirmTracker<Int>()
        var settled: [Int] = []
        tracker.sent(1)
        // The first tag stays open while thousands pass it.
        for number in 2...5000 {
            tracker.sent(number)
            #expect(tracker.settle(tag: UInt64(number), multiple: false) { settled.append($0) })
        }
        #expect(tracker.outstanding == 1)
        #expect(tracker.settle(tag: 5000, multiple: true) { settled.append($0) })
        #expect(settled == Array(2...5000) + [1])
    }

    @Test func `a search continues where the last one ended, and wraps around`() {
        var tracker = tracker(sent: 4)
        #expect(tracker.first { $0 % 2 == 0 } == 2)
        #expect(tracker.first { $0 % 2 == 0 } == 4)
        #expect(tracker.first { $0 % 2 == 0 } == 2)
        #expect(tracker.first { $0 > 4 } == nil)
    }

    @Test func `the oldest is given up first, and its late confirms settle nothing`() {
        var tracker = tracker(sent: 5)
        var settled: [Int] = []
        #expect(tracker.settle(tag: 2, multiple: false) { settled.append($0) })
        #expect(tracker.oldestOutstanding == 1)
        var givenUp: [Int] = []
        #expect(tracker.giveUp(while: { $0 <= 3 }, { givenUp.append($0) }) == 2)
        #expect(givenUp == [1, 3])
        #expect(tracker.oldestOutstanding == 4)
        #expect(tracker.outstanding == 2)
        // Late, alone and with others, and not mistaken for what came after.
        #expect(tracker.settle(tag: 1, multiple: false) { settled.append($0) })
        #expect(tracker.settle(tag: 3, multiple: true) { settled.append($0) })
        #expect(settled == [2])
        #expect(tracker.settle(tag: 4, multiple: true) { settled.append($0) })
        #expect(settled == [2, 4])
        #expect(tracker.giveUp(while: { _ in true }, { givenUp.append($0) }) == 1)
        #expect(givenUp == [1, 3, 5])
        #expect(tracker.oldestOutstanding == nil)
        // The next one gets the next tag.
        tracker.sent(6)
        #expect(tracker.settle(tag: 5, multiple: false) { settled.append($0) })
        #expect(tracker.outstanding == 1)
        #expect(tracker.settle(tag: 6, multiple: false) { settled.append($0) })
        #expect(settled == [2, 4, 6])
    }

    @Test func `no publish is given up behind one that still has time`() {
        var tracker = tracker(sent: 3)
        #expect(tracker.giveUp(while: { $0 != 1 }, { _ in }) == 0)
        #expect(tracker.outstanding == 3)
    }

    @Test func `a reset removes what is outstanding and starts at tag 1`() {
        var tracker = tracker(sent: 3)
        #expect(tracker.settle(tag: 2, multiple: false) { _ in })
        var left: [Int] = []
        tracker.reset { left.append($0) }
        #expect(left == [1, 3])
        tracker.sent(10)
        var settled: [Int] = []
        #expect(tracker.settle(tag: 1, multiple: false) { settled.append($0) })
        #expect(settled == [10])
    }
}
