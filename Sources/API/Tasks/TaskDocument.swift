import HTTPTypes
import JSON
import Messages
import Recurrence
import TaskModel
import Timekeeping

/// What the scheduler tells of one task, read as far as the API needs it.
struct TaskDocument {
    let members: [(name: String, value: RawJSON)]
    let id: TaskID
    /// The occurrence that is next, under way, or was last.
    let runAt: Timestamp
    let revision: Int
    /// Its times, and otherwise nothing that counts.
    let times: TaskDefinition

    /// - Parameter answer: `{"task":{…}}`.
    /// - Throws: ``MessageError`` if it is something else.
    init(_ answer: RawJSON) throws {
        guard let task = try answer.members()?.first(where: { $0.name == "task" })?.value,
            let members = try task.members()
        else { throw MessageError("the scheduler's answer has no task") }
        var id: TaskID?
        var runAt: Timestamp?
        var revision: Int?
        var rule: RecurrenceRule?
        var zone: Zone?
        var anchor = Anchor()
        for (name, value) in members {
            var reader = try JSONReader(value.bytes)
            switch name {
            case "task_id": id = TaskID(try reader.readString())
            case "run_at": runAt = try Timestamp(rfc3339: reader.readString())
            case "revision": revision = try reader.readInt()
            case "recurrence": rule = try RecurrenceRule(reading: &reader)
            case "timezone": zone = Zone(identifier: try reader.readString())
            case "anchor": anchor = try Anchor(reading: &reader)
            default: break
            }
        }
        guard let id, let runAt, let revision else { throw MessageError("the scheduler's answer lacks a field") }
        self.members = members
        self.id = id
        self.runAt = runAt
        self.revision = revision
        var times = TaskDefinition(id: id, action: "none", payload: RawJSON("null"), runAt: anchor.at ?? runAt)
        times.origin = anchor.origin ?? id
        (times.isAnchored, times.localAnchor) = (anchor.isGiven, anchor.local)
        (times.recurrence, times.zone) = (rule, zone ?? .utc)
        self.times = times
    }

    /// What a recurrence is computed from.
    private struct Anchor {
        var at: Timestamp?
        var local: LocalDateTime?
        var isGiven = true
        var origin: TaskID?

        init() {}

        init(reading reader: inout JSONReader) throws {
            try reader.readObject { reader, field in
                switch field {
                case "at": at = try Timestamp(rfc3339: reader.readString())
                case "local": local = try LocalDateTime(parsing: reader.readString())
                case "given": isGiven = try reader.readBool()
                case "origin": origin = TaskID(try reader.readString())
                default: try reader.skipValue()
                }
            }
        }
    }

    /// The next times at which it runs, from `now` on, three at most.
    ///
    /// - Parameter calendars: those that its recurrence names.
    func upcoming(after now: Timestamp, calendars: CalendarBook) -> [Timestamp] {
        guard let rule = times.recurrence else { return runAt > now ? [runAt] : [] }
        let accepted = try? rule.accepted(
            anchor: times.runAt, localAnchor: times.localAnchor, zone: times.zone, seed: times.seed,
            after: times.runAt - .milliseconds(1), countsAnchor: times.isAnchored, calendars: calendars)
        var counted = times
        counted.recurrence = accepted?.rule ?? rule
        guard let series = try? counted.series(calendars) else { return [] }
        let next = runAt > now ? [runAt] : []
        let following = (try? series.occurrences(after: next.last ?? now, limit: 3 - next.count)) ?? []
        return next + following.map(\.at)
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
