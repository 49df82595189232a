import Testing

@testable import AMQP

@Suite struct EncodingTests {
    private static let message = OutgoingMessage(exchange: "x", routingKey: "k", body: [])

    private func fault(_ change: (inout OutgoingMessage) -> Void) -> String? {
        var message = Self.message
        change(&message)
        return MessageLimits.fault(in: message)
    }

    @Test func `short strings hold 255 bytes, not characters`() {
        let longest = String(repeating: "a", count: 255)
        #expect(fault { $0.routingKey = longest } == nil)
        #expect(fault { $0.routingKey = longest + "a" } != nil)
        #expect(fault { $0.exchange = String(repeating: "ä", count: 128) } != nil)
        #expect(fault { $0.properties.messageID = longest + "a" } != nil)
        #expect(fault { $0.properties.type = longest } == nil)
        #expect(fault { $0.properties.headers[longest + "a"] = .null } != nil)
    }

    @Test func `headers must fit in a frame and not nest without end`() {
        #expect(fault { $0.properties.headers["a"] = .bytes(.init(repeating: 0, count: 90_000)) } == nil)
        #expect(fault { $0.properties.headers["a"] = .bytes(.init(repeating: 0, count: 100_000)) } != nil)
        var deep = FieldValue.null
        for _ in 0..<40 { deep = .array([deep]) }
        #expect(fault { $0.properties.headers["a"] = deep } != nil)
    }

    @Test func `what goes into a table comes out of it`() {
        let fields: [String: FieldValue] = [
            "string": "ä", "int": .int(.min), "bool": true, "double": .double(1.5), "bytes": .bytes([0, 255]),
            "array": .array(["a", 1, .null]), "table": .table(["x": .array([]), "y": .table([:])]),
            "time": .timestamp(.max), "null": .null,
        ]
        let arena = EncodingArena()
        #expect(FieldValue.fields(arena.table(fields)) == fields)
        arena.reset()
        let large: [String: FieldValue] = ["a": .bytes(.init(repeating: 1, count: 200_000)), "b": "b"]
        #expect(FieldValue.fields(arena.table(large)) == large)
    }

    @Test(
        arguments: [
            ("c1", 1), ("c4294967295", 4_294_967_295), ("c", nil), ("x1", nil), ("c4294967296", nil), ("c1x", nil),
        ]
            as [(String, UInt32?)])
    func `consumer tags`(tag: String, id: UInt32?) {
        #expect(Array(tag.utf8).withUnsafeBytes { ConsumerSlot.id(inTag: $0) } == id)
    }

    @Test func `verdicts on declarations`() {
        #expect(TopologySteps.verdict(onReplyCode: 403, isFirst: false) == .stop(.accessRefused))
        #expect(TopologySteps.verdict(onReplyCode: 406, isFirst: true) == .stop(.topologyMismatch))
        #expect(TopologySteps.verdict(onReplyCode: 406, isFirst: false) == .skip)
        #expect(TopologySteps.verdict(onReplyCode: 404, isFirst: true) == .retry)
    }

    @Test func `a topology is declared exchanges first, bindings last`() {
        var steps = TopologySteps(
            Topology(
                exchanges: [.init(name: "x", type: .topic)], queues: [.init(name: "q")],
                bindings: [.init(queue: "q", exchange: "x", routingKey: "k")]))
        var seen: [String] = []
        while let step = steps.current {
            seen.append("\(step)")
            steps.advance()
        }
        #expect(seen == ["exchange 'x'", "queue 'q'", "binding of queue 'q' to exchange 'x' by 'k'"])
    }

    @Test func `time to wait is rounded up and capped`() {
        let now = MonotonicTime(nanoseconds: 0)
        #expect(now.milliseconds(until: MonotonicTime(nanoseconds: 1), atMost: 100) == 1)
        #expect(now.milliseconds(until: MonotonicTime(nanoseconds: 2_000_000), atMost: 100) == 2)
        #expect(now.milliseconds(until: .distantFuture, atMost: 100) == 100)
        #expect(now.milliseconds(until: now, atMost: 100) == 0)
    }
}
