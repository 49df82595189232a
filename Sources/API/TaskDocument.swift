import HTTPTypes
import JSON
import Messages
import TaskModel
import Timekeeping

/// What the scheduler tells of one task, read as far as the API needs it.
struct TaskDocument {
    let members: [(name: String, value: RawJSON)]
    let id: TaskID
    let runAt: Timestamp
    let runAtText: RawJSON
    let revision: Int

    /// - Parameter answer: `{"task":{…}}`.
    /// - Throws: ``MessageError`` where it is something else.
    init(_ answer: RawJSON) throws {
        guard let task = try answer.members()?.first(where: { $0.name == "task" })?.value,
            let members = try task.members()
        else { throw MessageError("the scheduler's answer has no task") }
        var id: TaskID?
        var runAt: (RawJSON, Timestamp)?
        var revision: Int?
        for (name, value) in members where ["task_id", "run_at", "revision"].contains(name) {
            var reader = try JSONReader(value.bytes)
            switch name {
            case "task_id": id = TaskID(try reader.readString())
            case "run_at": runAt = (value, try Timestamp(rfc3339: reader.readString()))
            default: revision = try reader.readInt()
            }
        }
        guard let id, let runAt, let revision else { throw MessageError("the scheduler's answer lacks a field") }
        self.members = members
        self.id = id
        (runAtText, self.runAt) = runAt
        self.revision = revision
    }

    /// What `ETag` says of it: it changes with the definition, not with runs.
    var entityTag: String { "\"\(revision)\"" }
}

/// The header `If-Match` (RFC 9110, 13.1.1).
struct IfMatch {
    private let tags: [Substring]

    init?(_ headers: HTTPFields) {
        let values = headers[values: .ifMatch]
        guard !values.isEmpty else { return nil }
        tags = values.flatMap { $0.split(separator: ",") }.map { tag in
            tag.drop { $0 == " " }.prefix { $0 != " " }
        }
    }

    /// - Throws: ``Problem`` 412 where the task is another by now.
    func check(_ task: TaskDocument) throws {
        guard !tags.contains("*"), !tags.contains(Substring(task.entityTag)) else { return }
        if tags.contains("W/" + task.entityTag) { throw Problem.weakTag(task.entityTag) }
        throw Problem.changed(now: task.entityTag)
    }
}

extension Problem {
    /// 412: the tag has lost what makes it comparable (RFC 9110, 13.1.1).
    static func weakTag(_ tag: String) -> Problem {
        Problem(
            status: .preconditionFailed,
            detail: """
                W/\(tag) is a weak tag, which If-Match never matches: something between you and the API, such as a proxy \
                that compresses, has made it so; the task is unchanged, so send \(tag), without W/
                """,
            errors: [FieldError("If-Match", "must be a strong tag, without W/")])
    }

    /// 412: somebody else changed it.
    static func changed(now tag: String) -> Problem {
        Problem(
            status: .preconditionFailed,
            detail: "the task was changed since it was read: its ETag is \(tag) now; read it again and decide anew")
    }
}
