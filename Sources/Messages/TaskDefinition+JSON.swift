internal import JSON
internal import Recurrence
internal import TaskModel
internal import Timekeeping

extension TaskDefinition {
    func write(into json: inout JSONWriter) {
        json.field("task_id", id)
        json.field("action", action.rawValue)
        json.field("payload", payload)
        json.field("run_at", runAt)
        if let firstAt { json.field("first_at", firstAt) }
        if !isAnchored {
            json.key("anchored")
            json.bool(false)
        }
        if let localAnchor { json.field("local_anchor", Int(localAnchor.milliseconds)) }
        if let recurrence {
            json.key("recurrence")
            recurrence.write(into: &json, forStorage: true)
            json.field("timezone", zone.identifier)
        }
        json.field("timeout_seconds", timeoutSeconds)
        if retry != .standard { json.object("retry") { retry.write(into: &$0) } }
        if schedule != .standard { json.object("schedule") { schedule.write(into: &$0) } }
        if let expiresAt { json.field("expires_at", expiresAt) }
        if let name { json.field("name", name.rawValue) }
        if group != .standard { json.field("group", group.rawValue) }
        if priority != .standard { json.field("priority", priority.rawValue) }
        if !tags.isEmpty { json.field("tags", tags) }
    }

    init(reading reader: inout JSONReader) throws {
        var id: TaskID?
        var action: ActionName?
        var payload: RawJSON?
        var runAt: Timestamp?
        var firstAt: Timestamp?
        var isAnchored = true
        var localAnchor: LocalDateTime?
        var recurrence: RecurrenceRule?
        var zone = Zone.utc
        var timeoutSeconds = TaskDefinition.defaultTimeoutSeconds
        var retry = RetryPolicy.standard
        var schedule = SchedulePolicy.standard
        var expiresAt: Timestamp?
        var name: TaskName?
        var group = TaskGroup.standard
        var tags: [TaskTag] = []
        var priority = TaskPriority.standard
        try reader.readObject { reader, field in
            switch field {
            case "task_id": id = try reader.readID(TaskID.self)
            case "action": action = try reader.readAction()
            case "payload": payload = try reader.readRaw()
            case "run_at": runAt = try reader.readTimestamp()
            case "first_at": firstAt = try reader.readTimestamp()
            case "anchored": isAnchored = try reader.readBool()
            case "local_anchor": localAnchor = LocalDateTime(milliseconds: Int64(try reader.readInt()))
            case "recurrence": recurrence = try RecurrenceRule(reading: &reader, isStored: true)
            case "timezone": zone = try required(Zone(identifier: reader.readString()), "timezone")
            case "timeout_seconds": timeoutSeconds = try reader.readInt()
            case "retry": retry = try RetryPolicy(reading: &reader)
            case "schedule": schedule = try SchedulePolicy(reading: &reader)
            case "expires_at": expiresAt = try reader.readTimestamp()
            case "name": name = try required(TaskName(reader.readString()), "name")
            case "group": group = try reader.readGroup()
            case "priority": priority = try required(TaskPriority(reader.readInt()), "priority")
            case "tags": tags = try reader.readTags()
            default: try reader.skipValue()
            }
        }
        self.init(
            id: try required(id, "task_id"), action: try required(action, "action"),
            payload: try required(payload, "payload"), runAt: try required(runAt, "run_at"), firstAt: firstAt,
            isAnchored: isAnchored, localAnchor: localAnchor, recurrence: recurrence, zone: zone,
            timeoutSeconds: timeoutSeconds, retry: retry,
            schedule: schedule, expiresAt: expiresAt, name: name, group: group, tags: tags, priority: priority)
    }
}
