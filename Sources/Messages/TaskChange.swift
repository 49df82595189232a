internal import JSON
public import TaskModel

/// What a client asks to be changed.
public enum TaskChange: Sendable, Hashable {
    case create(NewTask)
    /// The same, but once only for requests with the same key.
    case createOnce(NewTask, IdempotencyKey)
    /// Creates the task in place of the live one of its name, if there is one that is not the same.
    case put(NewTask)
    case delete(TaskID)
    case pause(TaskID)
    case resume(TaskID)
    /// Puts a dead run back, with fresh attempts.
    case redrive(RunID)
    /// Discards a dead run.
    case discard(RunID)

    /// The task that it makes.
    public var newTask: NewTask? {
        switch self {
        case .create(let task), .createOnce(let task, _), .put(let task): task
        case .delete, .pause, .resume, .redrive, .discard: nil
        }
    }

    /// About how long its JSON is, in bytes.
    public var approximateSize: Int {
        newTask.map { 640 + $0.payload.bytes.count } ?? 64
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
        case .redrive(let id): json.field("redrive", id)
        case .discard(let id): json.field("discard", id)
        }
    }

    init(reading reader: inout JSONReader) throws {
        var change: TaskChange?
        var key: String?
        var fingerprint: String?
        try reader.readObject { reader, field in
            switch field {
            case "create": change = .create(try NewTask(reading: &reader))
            case "key": key = try reader.readString()
            case "fingerprint": fingerprint = try reader.readString()
            case "put": change = .put(try NewTask(reading: &reader))
            case "delete": change = .delete(try reader.readID(TaskID.self))
            case "pause": change = .pause(try reader.readID(TaskID.self))
            case "resume": change = .resume(try reader.readID(TaskID.self))
            case "redrive": change = .redrive(try reader.readID(RunID.self))
            case "discard": change = .discard(try reader.readID(RunID.self))
            default: try reader.skipValue()
            }
        }
        if case .create(let task) = change, let key {
            let key = IdempotencyKey(key: key, fingerprint: try required(fingerprint, "fingerprint"))
            change = .createOnce(task, try required(key, "key"))
        }
        self = try required(change, "a change")
    }
}
