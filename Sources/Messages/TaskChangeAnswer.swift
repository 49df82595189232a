public import JSON

/// What came of a change, as the scheduler tells the API.
public enum TaskChangeAnswer: String, Sendable, Hashable {
    case created
    case deleted
    /// There is no such task.
    case notFound = "not_found"
}

extension TaskChangeAnswer {
    /// The body of a reply to several changes: an answer for each, in their order.
    public static func encode(_ answers: [TaskChangeAnswer]) -> RawJSON {
        var json = JSONWriter(capacity: 16 * answers.count)
        json.array { json in
            for answer in answers { json.string(answer.rawValue) }
        }
        return RawJSON(unchecked: json.bytes)
    }

    /// - Throws: ``MessageError`` or `JSONError` where the body does not keep to the contract.
    public static func decode(_ body: RawJSON) throws -> [TaskChangeAnswer] {
        var answers: [TaskChangeAnswer] = []
        var reader = try JSONReader(body.bytes)
        try reader.readArray { reader in
            answers.append(try required(TaskChangeAnswer(rawValue: reader.readString()), "answer"))
        }
        try reader.finish()
        return answers
    }
}
