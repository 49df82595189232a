import Testing

@testable import AMQP

@Suite struct ContentAssemblerTests {
    private let envelope = ContentAssembler.Envelope.delivery(
        consumer: 1, tag: 7, redelivered: false, exchange: "x", routingKey: "k")
    private let properties = MessageProperties(contentType: "text/plain")

    private func feed(_ assembler: inout ContentAssembler, _ bytes: [UInt8]) throws -> ContentAssembler.Content? {
        try bytes.withUnsafeBytes { bytes throws(ContentAssembler.Violation) in try assembler.body(bytes) }
    }

    @Test func `a body in one frame`() throws {
        var assembler = ContentAssembler()
        try assembler.begin(envelope)
        #expect(try assembler.header(properties: properties, bodySize: 3) == nil)
        let content = try feed(&assembler, [1, 2, 3])
        #expect(content == .init(envelope: envelope, properties: properties, body: [1, 2, 3]))
    }

    @Test func `a body in several frames, twice`() throws {
        var assembler = ContentAssembler()
        for _ in 1...2 {
            try assembler.begin(envelope)
            #expect(try assembler.header(properties: properties, bodySize: 5) == nil)
            #expect(try feed(&assembler, [1, 2]) == nil)
            #expect(try feed(&assembler, [3, 4]) == nil)
            #expect(try feed(&assembler, [5])?.body == [1, 2, 3, 4, 5])
        }
    }

    @Test func `no body`() throws {
        var assembler = ContentAssembler()
        try assembler.begin(envelope)
        #expect(try assembler.header(properties: properties, bodySize: 0)?.body == [])
        try assembler.begin(envelope)
    }

    @Test func `frames out of turn are violations`() throws {
        var assembler = ContentAssembler()
        #expect(throws: ContentAssembler.Violation.self) { try assembler.header(properties: properties, bodySize: 1) }
        #expect(throws: ContentAssembler.Violation.self) { try feed(&assembler, [1]) }
        try assembler.begin(envelope)
        #expect(throws: ContentAssembler.Violation.self) { try assembler.begin(envelope) }
        #expect(throws: ContentAssembler.Violation.self) { try feed(&assembler, [1]) }
        #expect(throws: ContentAssembler.Violation.self) {
            try assembler.header(properties: properties, bodySize: .max)
        }
        _ = try assembler.header(properties: properties, bodySize: 1)
        #expect(throws: ContentAssembler.Violation.self) { try feed(&assembler, [1, 2]) }
    }
}
