internal import JSON
internal import Recurrence
public import TaskModel

/// A change that a client asks for.
public indirect enum TaskChange: Sendable, Hashable {
    case create(TaskDefinition)
    /// The same, but once only for requests with the same key.
    case createOnce(TaskDefinition, IdempotencyKey)
    /// Creates the task in place of the live one of its name, if there is one that is not the same.
    case put(TaskDefinition)
    case delete(TaskID)
    case pause(TaskID)
    case resume(TaskID)
    case update(TaskUpdate)
    /// Runs the task now, besides its schedule, with a run of this id: so the same request twice makes one run.
    case run(TaskID, RunID)
    /// Ends what the task has under way or waiting.
    case cancel(TaskID)
    /// Puts a dead run back, with fresh attempts.
    case redrive(RunID)
    /// Discards a dead run.
    case discard(RunID)
    /// All of them, or none if one is refused.
    case atomic([TaskChange])
    /// The same, but only if the task is of one of these groups; otherwise the answer is that there is no such task.
    case scoped(Set<TaskGroup>, TaskChange)
    /// The same, but once only for requests with the same key; the others get the answer of the first.
    case once(IdempotencyKey, TaskChange)
    /// Changes nothing: the answer to an earlier request with this key, or that there is none.
    case recall(IdempotencyKey)

    /// The task that it makes.
    public var newTask: TaskDefinition? {
        switch self {
        case .create(let task), .createOnce(let task, _), .put(let task): task
        case .scoped(_, let change), .once(_, let change): change.newTask
        case .delete, .pause, .resume, .update, .run, .cancel, .redrive, .discard, .atomic, .recall: nil
        }
    }

    /// Whether it gives a task a recurrence that names calendars.
    public var usesCalendars: Bool {
        switch self {
        case .create(let task), .createOnce(let task, _), .put(let task): task.usesCalendars
        case .update(let update): update.task.usesCalendars
        case .scoped(_, let change), .once(_, let change): change.usesCalendars
        case .atomic(let changes): changes.contains(where: \.usesCalendars)
        case .delete, .pause, .resume, .run, .cancel, .redrive, .discard, .recall: false
        }
    }

    /// About how long its JSON is, in bytes.
    public var approximateSize: Int {
        switch self {
        case .create(let task), .createOnce(let task, _), .put(let task): 640 + task.payload.bytes.count
        case .update(let update): 640 + update.task.payload.bytes.count
        case .delete, .pause, .resume, .run, .cancel, .redrive, .discard: 64
        case .atomic(let changes): changes.reduce(16) { $0 + $1.approximateSize }
        case .scoped(let groups, let change): 64 * (1 + groups.count) + change.approximateSize
        case .once(_, let change): 384 + change.approximateSize
        case .recall: 384
        }
    }
}

extension TaskChange {
    func write(into json: inout JSONWriter) {
        switch self {
        case .create(let task): json.object("create") { task.write(into: &$0) }
        case .createOnce(let task, let key):
            json.object("create") { task.write(into: &$0) }
            json.field("key", key.key)
            json.field("fingerprint", key.fingerprint)
        case .put(let task): json.object("put") { task.write(into: &$0) }
        case .delete(let id): json.field("delete", id)
        case .pause(let id): json.field("pause", id)
        case .resume(let id): json.field("resume", id)
        case .update(let update):
            json.object("update") { update.task.write(into: &$0) }
            json.field("revision", update.revision)
            if update.times != .kept { json.field("times", update.times.rawValue) }
        case .run(let id, let runID):
            json.field("run", id)
            json.field("run_id", runID)
        case .cancel(let id): json.field("cancel", id)
        case .redrive(let id): json.field("redrive", id)
        case .discard(let id): json.field("discard", id)
        case .atomic(let changes):
            json.array("together") { json in
                for change in changes { json.object { change.write(into: &$0) } }
            }
        case .scoped(let groups, let change):
            json.field("within", groups)
            change.write(into: &json)
        case .once(let key, let change):
            json.object("once") { json in
                key.write(into: &json)
                json.object("change") { change.write(into: &$0) }
            }
        case .recall(let key): json.object("recall") { key.write(into: &$0) }
        }
    }

    init(reading reader: inout JSONReader) throws {
        var change: TaskChange?
        var key: String?
        var fingerprint: String?
        var groups: Set<TaskGroup>?
        var revision: Int?
        var runID: RunID?
        var times = TaskUpdate.Times.kept
        try reader.readObject { reader, field in
            switch field {
            case "create": change = .create(try TaskDefinition(reading: &reader))
            case "key": key = try reader.readString()
            case "fingerprint": fingerprint = try reader.readString()
            case "put": change = .put(try TaskDefinition(reading: &reader))
            case "delete": change = .delete(try reader.readID(TaskID.self))
            case "pause": change = .pause(try reader.readID(TaskID.self))
            case "resume": change = .resume(try reader.readID(TaskID.self))
            case "update":
                change = .update(TaskUpdate(task: try TaskDefinition(reading: &reader), times: .kept, revision: 0))
            case "revision": revision = try reader.readInt()
            case "times": times = try required(TaskUpdate.Times(rawValue: reader.readString()), "times")
            case "run": change = .run(try reader.readID(TaskID.self), RunID(high: 0, low: 0))
            case "run_id": runID = try reader.readID(RunID.self)
            case "cancel": change = .cancel(try reader.readID(TaskID.self))
            case "together":
                var changes: [TaskChange] = []
                try reader.readArray { changes.append(try TaskChange(reading: &$0)) }
                change = .atomic(changes)
            case "once": change = try Self.readOnce(&reader)
            case "recall": change = .recall(try IdempotencyKey(reading: &reader))
            case "within": groups = try reader.readGroups()
            case "redrive": change = .redrive(try reader.readID(RunID.self))
            case "discard": change = .discard(try reader.readID(RunID.self))
            default: try reader.skipValue()
            }
        }
        if case .create(let task) = change, let key {
            let key = IdempotencyKey(decoding: key, fingerprint: try required(fingerprint, "fingerprint"))
            change = .createOnce(task, try required(key, "key"))
        }
        if case .update(var update) = change {
            update.revision = try required(revision, "revision")
            update.times = times
            change = .update(update)
        }
        if case .run(let id, _) = change { change = .run(id, try required(runID, "run_id")) }
        self = try required(change, "a change")
        if let groups { self = .scoped(groups, self) }
    }

    private static func readOnce(_ reader: inout JSONReader) throws -> TaskChange {
        var key = IdempotencyKey.Parts()
        var change: TaskChange?
        try reader.readObject { reader, field in
            if try key.read(field, &reader) { return }
            if field == "change" { change = try TaskChange(reading: &reader) } else { try reader.skipValue() }
        }
        return .once(try key.key(), try required(change, "change"))
    }
}

extension TaskDefinition {
    fileprivate var usesCalendars: Bool {
        recurrence.map { !$0.calendarNames.isEmpty } ?? false
    }
}
