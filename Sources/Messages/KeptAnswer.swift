public import JSON
public import TaskModel

/// An answer that is kept under an idempotency key for requests that repeat the first.
public struct KeptAnswer: Hashable, Sendable {
    public var key: IdempotencyKey
    /// As the API wrote it. The scheduler does not read it, and could not: it holds a secret, and is encrypted.
    public var answer: String

    public init(key: IdempotencyKey, answer: String) {
        self.key = key
        self.answer = answer
    }

    /// The scheduler's answer if there was an earlier request.
    public static func repeated(_ answer: String) -> RawJSON {
        RawJSON(unchecked: JSONWriter.object { $0.field("repeated", answer) })
    }

    /// What ``repeated(_:)`` was given; `nil` if it did not give this.
    public static func earlier(in reply: RawJSON) throws -> String? {
        var answer: String?
        try JSONReader.readMessage(reply.bytes) { reader, field in
            if field == "repeated" { answer = try reader.readString() } else { try reader.skipValue() }
        }
        return answer
    }

    func write(into json: inout JSONWriter) {
        key.write(into: &json)
        json.field("answer", answer)
    }

    init(reading reader: inout JSONReader) throws {
        var parts = IdempotencyKey.Parts()
        var answer: String?
        try reader.readObject { reader, field in
            if try parts.read(field, &reader) { return }
            if field == "answer" { answer = try reader.readString() } else { try reader.skipValue() }
        }
        self.init(key: try parts.key(), answer: try required(answer, "answer"))
    }
}
