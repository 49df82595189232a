import Testing

@testable import AMQP

@Suite struct RPCCorrelatorTests {
    private func time(_ nanoseconds: Int64) -> MonotonicTime { MonotonicTime(nanoseconds: nanoseconds) }

    @Test func `a reply finds its call once`() throws {
        var correlator = RPCCorrelator<String>(maximumInFlight: 2)
        let firstInserted = correlator.insert("a", deadline: time(10))
        let first = try #require(firstInserted)
        let secondInserted = correlator.insert("b", deadline: time(10))
        let second = try #require(secondInserted)
        #expect(correlator.insert("c", deadline: time(10)) == nil)
        #expect(correlator.take(second) == "b")
        #expect(correlator.take(second) == nil)
        #expect(correlator.take(first) == "a")
        #expect(correlator.count == 0)
    }

    @Test func `a late reply does not find the next call in the same slot`() throws {
        var correlator = RPCCorrelator<String>(maximumInFlight: 1)
        let lateInserted = correlator.insert("a", deadline: time(10))
        let late = try #require(lateInserted)
        #expect(correlator.expire(now: time(10)) == ["a"])
        let nextInserted = correlator.insert("b", deadline: time(20))
        let next = try #require(nextInserted)
        #expect(next.slot == late.slot)
        #expect(correlator.take(late) == nil)
        #expect(correlator.take(next) == "b")
    }

    @Test func `calls expire in the order of their deadlines, and not before`() throws {
        var correlator = RPCCorrelator<Int>(maximumInFlight: 10)
        for deadline in [30, 10, 20] { _ = correlator.insert(deadline, deadline: time(Int64(deadline))) }
        #expect(correlator.nextDeadline() == time(10))
        #expect(correlator.expire(now: time(9)) == [])
        #expect(correlator.expire(now: time(20)) == [10, 20])
        #expect(correlator.nextDeadline() == time(30))
    }

    @Test func `ended calls leave no deadlines behind`() throws {
        var correlator = RPCCorrelator<Int>(maximumInFlight: 10)
        for number in 0..<100_000 {
            let idInserted = correlator.insert(number, deadline: time(1_000_000 + Int64(number)))
            let id = try #require(idInserted)
            #expect(correlator.take(id) == number)
        }
        #expect(correlator.nextDeadline() == nil)
        #expect(correlator.removeAll() == [])
    }

    @Test(arguments: [(0, 1), (1_048_575, 1), (12345, (1 << 40) - 1)] as [(Int, UInt64)])
    func `the text of an ID gives the ID`(slot: Int, serial: UInt64) {
        let id = CorrelationID(slot: slot, serial: serial)
        #expect(CorrelationID(id.text) == id)
        #expect(id.slot == slot)
        #expect(id.text.utf8.count == 15)
    }

    @Test(arguments: ["", "0", "00000000000000g", "0000000000000000", "00000000000000A"])
    func `other texts are no IDs`(text: String) {
        #expect(CorrelationID(text) == nil)
    }

    @Test func `a heap pops in order`() {
        var heap = DeadlineHeap()
        var generator = SystemRandomNumberGenerator()
        let times = (0..<1000).map { _ in Int64.random(in: 0...500, using: &generator) }
        for (key, nanoseconds) in times.enumerated() { heap.insert(time(nanoseconds), key: UInt64(key)) }
        var popped: [Int64] = []
        while let entry = heap.popEarliest() { popped.append(entry.deadline.nanoseconds) }
        #expect(popped == times.sorted())
    }
}
