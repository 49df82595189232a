public import JSON
public import TaskModel

/// The result of a change, as the scheduler answers the API.
public indirect enum TaskChangeAnswer: Sendable, Hashable {
    /// What was asked for is done.
    case done
    /// An earlier request with the same idempotency key made this task; nothing was made now.
    case replayed(TaskID)
    /// What an earlier request with the same idempotency key was answered; nothing was changed now.
    case again(TaskChangeAnswer)
    /// The live task of that name is the same already, and stays.
    case unchanged(TaskID)
    /// The new task took the place of this one.
    case replaced(TaskID)
    /// The dead run of this task was put back.
    case redriven(TaskID)
    /// The task runs now, with this run.
    case queued(RunID)
    /// The executors of these runs are asked to stop; if there are none, nothing was under way.
    case cancelling([RunID])
    /// There is no such task or run.
    case notFound
    /// Nothing was changed, since what is there stands against it.
    case conflict(Conflict)
    /// All that were to be done together are done.
    case each([TaskChangeAnswer])
    /// Of several that were to be done together, the one at this place stands against it.
    case refused(at: Int, Conflict)

    /// What stands against a change.
    public enum Conflict: String, Sendable, Hashable, CaseIterable {
        /// A live task has the name.
        case nameTaken = "name_taken"
        /// The idempotency key came with another request before.
        case keyReused = "key_reused"
        /// The run is not dead.
        case notDead = "not_dead"
        /// The task has ended: there is nothing to pause or resume.
        case ended
        /// The task has nothing under way, and its schedule goes on.
        case nothingToCancel = "nothing_to_cancel"
        /// It is not what it was when the change was made up.
        case changed
        /// A calendar that the recurrence names is not there any more.
        case noCalendar = "no_calendar"
        /// It is a message that belongs to no task, or whose task was deleted: it can only be discarded.
        case noTask = "no_task"
    }
}

extension TaskChangeAnswer {
    /// The body of a reply to several changes: an answer for each, in their order.
    public static func encode(_ answers: [TaskChangeAnswer]) -> RawJSON {
        var json = JSONWriter(capacity: 16 * answers.count)
        write(answers, into: &json)
        return RawJSON(unchecked: json.bytes)
    }

    /// - Throws: ``MessageError`` or `JSONError` if the body does not keep to the contract.
    public static func decode(_ body: RawJSON) throws -> [TaskChangeAnswer] {
        var answers: [TaskChangeAnswer] = []
        var reader = try JSONReader(body.bytes)
        try reader.readArray { answers.append(try TaskChangeAnswer(reading: &$0)) }
        try reader.finish()
        return answers
    }

    /// One answer, as it is stored under an idempotency key.
    public var stored: RawJSON { Self.encode([self]) }

    /// What ``stored`` gave.
    public init(stored: RawJSON) throws {
        self = try required(try Self.decode(stored).first, "an answer")
    }

    /// The answer, and whether an earlier request was given it.
    public var unwrapped: (answer: TaskChangeAnswer, isRepeated: Bool) {
        if case .again(let answer) = self { return (answer, true) }
        return (self, false)
    }

    /// Whether nothing was changed.
    public var isRefusal: Bool {
        switch self {
        case .notFound, .conflict, .refused: true
        default: false
        }
    }

    private static func write(_ answers: [TaskChangeAnswer], into json: inout JSONWriter) {
        json.array { json in
            for answer in answers { answer.write(into: &json) }
        }
    }

    private func write(into json: inout JSONWriter) {
        switch self {
        case .done: json.string("done")
        case .notFound: json.string("not_found")
        case .replayed(let id): json.object { $0.field("replayed", id) }
        case .unchanged(let id): json.object { $0.field("unchanged", id) }
        case .replaced(let id): json.object { $0.field("replaced", id) }
        case .redriven(let id): json.object { $0.field("redriven", id) }
        case .again(let answer):
            json.object { json in
                json.key("again")
                answer.write(into: &json)
            }
        case .each(let answers): Self.write(answers, into: &json)
        case .queued(let id): json.object { $0.field("queued", id) }
        case .cancelling(let ids):
            json.object { $0.strings("cancelling", ids.map(\.description)) }
        case .conflict(let conflict): json.object { $0.field("conflict", conflict.rawValue) }
        case .refused(let index, let conflict):
            json.object { json in
                json.field("conflict", conflict.rawValue)
                json.field("at", index)
            }
        }
    }

    private init(reading reader: inout JSONReader) throws {
        if try reader.peek() == .array {
            var answers: [TaskChangeAnswer] = []
            try reader.readArray { answers.append(try TaskChangeAnswer(reading: &$0)) }
            self = .each(answers)
            return
        }
        guard try reader.peek() == .object else {
            switch try reader.readString() {
            case "done": self = .done
            case "not_found": self = .notFound
            case let word: throw MessageError("unknown answer: \(word)")
            }
            return
        }
        var answer: TaskChangeAnswer?
        var index: Int?
        try reader.readObject { reader, field in
            switch field {
            case "again": answer = .again(try TaskChangeAnswer(reading: &reader))
            case "replayed": answer = .replayed(try reader.readID(TaskID.self))
            case "unchanged": answer = .unchanged(try reader.readID(TaskID.self))
            case "replaced": answer = .replaced(try reader.readID(TaskID.self))
            case "redriven": answer = .redriven(try reader.readID(TaskID.self))
            case "queued": answer = .queued(try reader.readID(RunID.self))
            case "cancelling":
                var ids: [RunID] = []
                try reader.readArray { ids.append(try $0.readID(RunID.self)) }
                answer = .cancelling(ids)
            case "at": index = try reader.readInt()
            case "conflict":
                answer = .conflict(try required(Conflict(rawValue: reader.readString()), "conflict"))
            default: try reader.skipValue()
            }
        }
        if case .conflict(let conflict) = answer, let index { answer = .refused(at: index, conflict) }
        self = try required(answer, "an answer")
    }
}
