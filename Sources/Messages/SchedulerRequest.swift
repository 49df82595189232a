internal import JSON
public import Recurrence
public import TaskModel
public import Timekeeping

/// What the API asks of the scheduler.
public struct SchedulerRequest: Hashable, Sendable {
    public enum Operation: Hashable, Sendable {
        /// Changes that different clients ask for at the same time: all in one transaction.
        case change([TaskChange])
        case get(TaskID)
        case getByName(TaskName)
        case list(TaskQuery)
        /// The history of a task.
        case runs(RunQuery)
        case dead(DeadQuery)
        /// Puts back dead runs that match: a step of them, after the cursor.
        case redriveAll(DeadQuery)
        /// The same, but once only for requests with the same key: later ones continue where the first ended.
        case redriveAllOnce(DeadQuery, IdempotencyKey)
        /// Discards dead runs that match: a step of them, after the cursor.
        case discardAll(DeadQuery)
        /// The same, but once only for requests with the same key.
        case discardAllOnce(DeadQuery, IdempotencyKey)
        /// Changes the tasks that match: a step of them, after the cursor.
        case changeAll(TaskQuery, TaskBulkChange)
        /// The same, but once only for requests with the same key.
        case changeAllOnce(TaskQuery, TaskBulkChange, IdempotencyKey)
        /// Every action, with its queue and what it has done lately.
        case actions
        /// All keys to the API; and what is known of their use meanwhile.
        case keys([KeyUse])
        case createKey(AccessKey)
        /// The same, but once only for requests with the same idempotency key.
        case createKeyOnce(AccessKey, KeptAnswer)
        case revokeKey(AccessKeyID)
        /// The events after this number; `nil` for the number of the last event only.
        case events(after: Int64?)
        /// All limits, with what they hold back.
        case limits
        /// Sets a limit, in place of the one of its name.
        case putLimit(RunLimit)
        case deleteLimit(LimitName)
        /// Has past occurrences of a task run, once for requests with the same key, or finds out which would.
        case startBackfill(TaskID, BackfillRequest, once: IdempotencyKey? = nil)
        /// The last backfill of a task.
        case backfill(TaskID)
        /// Ends the backfill of a task that is under way.
        case cancelBackfill(TaskID, once: IdempotencyKey? = nil)
        /// A page of calendars, after a name.
        case calendars(after: CalendarName?, limit: Int)
        case calendar(CalendarName)
        /// What calendars leave out, to read rules with.
        case calendarDefinitions(Set<CalendarName>)
        /// Sets a calendar, in place of the one of its name.
        case putCalendar(CalendarDefinition)
        case deleteCalendar(CalendarName)
        /// Answers, and does nothing else.
        case ping
    }

    public var operation: Operation
    /// The groups that the client may see; `nil` for all. The change of a task has its own.
    public var groups: Set<TaskGroup>?
    /// When the asker stops to wait: a request that is taken up later is not carried out.
    public var deadline: Timestamp

    public init(_ operation: Operation, within groups: Set<TaskGroup>? = nil, deadline: Timestamp) {
        self.operation = operation
        self.groups = groups
        self.deadline = deadline
    }

    /// The message, without an address for the reply.
    ///
    /// - Parameters:
    ///   - now: for the time that it may wait in the queue.
    public func message(id: String, now: Timestamp) -> OutgoingMessage {
        OutgoingMessage(
            exchange: Names.Exchange.requests, routingKey: Names.RoutingKey.tasks, type: operation.type, messageID: id,
            correlationID: id, persistent: false, mandatory: true,
            expirationMilliseconds: Int(max(1, deadline.milliseconds - now.milliseconds)), body: encoded())
    }

    public func encoded() -> [UInt8] {
        JSONWriter.object(capacity: operation.approximateSize) { json in
            json.field("deadline", deadline)
            if let groups { json.field("groups", groups) }
            switch operation {
            case .change(let changes):
                json.array("changes") { json in
                    for change in changes { json.object { change.write(into: &$0) } }
                }
            case .get(let id): json.field("task_id", id)
            case .getByName(let name): json.field("name", name.rawValue)
            case .list(let query): json.object("query") { query.write(into: &$0) }
            case .runs(let query): json.object("runs") { query.write(into: &$0) }
            case .dead(let query), .redriveAll(let query), .discardAll(let query):
                json.object("dead") { query.write(into: &$0) }
            case .changeAll(let query, let change):
                json.object("query") { query.write(into: &$0) }
                json.field("change", change.rawValue)
            case .changeAllOnce(let query, let change, let key):
                json.object("query") { query.write(into: &$0) }
                json.field("change", change.rawValue)
                json.object("once") { key.write(into: &$0) }
            case .keys(let uses):
                json.array("used") { json in
                    for use in uses { json.object { use.write(into: &$0) } }
                }
            case .createKey(let key): json.object("key") { key.write(into: &$0, forClients: false) }
            case .createKeyOnce(let key, let kept):
                json.object("key") { key.write(into: &$0, forClients: false) }
                json.object("kept") { kept.write(into: &$0) }
            case .redriveAllOnce(let query, let key), .discardAllOnce(let query, let key):
                json.object("dead") { query.write(into: &$0) }
                json.object("once") { key.write(into: &$0) }
            case .revokeKey(let id): json.field("key_id", id)
            case .events(let after): if let after { json.field("after", Int(after)) }
            case .putLimit(let limit): json.object("limit") { limit.write(into: &$0) }
            case .deleteLimit(let name): json.field("name", name.text)
            case .startBackfill(let id, let request, let key):
                json.field("task_id", id)
                json.object("backfill") { request.write(into: &$0) }
                if let key { json.object("once") { key.write(into: &$0) } }
            case .backfill(let id): json.field("task_id", id)
            case .cancelBackfill(let id, let key):
                json.field("task_id", id)
                if let key { json.object("once") { key.write(into: &$0) } }
            case .calendars(let after, let limit):
                if let after { json.field("name", after.rawValue) }
                json.field("count", limit)
            case .calendar(let name), .deleteCalendar(let name): json.field("name", name.rawValue)
            case .calendarDefinitions(let names): json.strings("names", names.sorted().map(\.rawValue))
            case .putCalendar(let calendar): json.object("calendar") { calendar.write(into: &$0) }
            case .ping, .actions, .limits: break
            }
        }
    }

    /// - Parameter type: the AMQP property `type` of the message.
    /// - Throws: ``MessageError`` or `JSONError` if the body does not keep to the contract.
    public init(type: String?, decoding body: [UInt8]) throws {
        var deadline: Timestamp?
        var taskID: TaskID?
        var changes: [TaskChange]?
        var name: String?
        var query: TaskQuery?
        var runs: RunQuery?
        var dead: DeadQuery?
        var groups: Set<TaskGroup>?
        var bulk: TaskBulkChange?
        var uses: [KeyUse] = []
        var key: AccessKey?
        var kept: KeptAnswer?
        var once: IdempotencyKey?
        var keyID: AccessKeyID?
        var after: Int?
        var limit: RunLimit?
        var calendar: CalendarDefinition?
        var backfill: BackfillRequest?
        var names: Set<CalendarName> = []
        var count: Int?
        try JSONReader.readMessage(body) { reader, field in
            switch field {
            case "deadline": deadline = try reader.readTimestamp()
            case "task_id": taskID = try reader.readID(TaskID.self)
            case "changes": changes = try Self.readChanges(&reader)
            case "name": name = try reader.readString()
            case "query": query = try TaskQuery(reading: &reader)
            case "runs": runs = try RunQuery(reading: &reader)
            case "dead": dead = try DeadQuery(reading: &reader)
            case "groups": groups = try reader.readGroups()
            case "used": try reader.readArray { uses.append(try KeyUse(reading: &$0)) }
            case "key": key = try AccessKey(reading: &reader)
            case "kept": kept = try KeptAnswer(reading: &reader)
            case "once": once = try IdempotencyKey(reading: &reader)
            case "key_id": keyID = try reader.readID(AccessKeyID.self)
            case "after": after = try reader.readInt()
            case "backfill": backfill = try BackfillRequest(reading: &reader)
            case "calendar": calendar = try CalendarDefinition(reading: &reader)
            case "names":
                try reader.readArray { names.insert(try required(CalendarName($0.readString()), "name")) }
            case "count": count = try reader.readInt()
            case "limit": limit = try RunLimit(reading: &reader)
            case "change": bulk = TaskBulkChange(rawValue: try reader.readString())
            default: try reader.skipValue()
            }
        }
        let operation: Operation
        switch type {
        case Operation.changeType: operation = .change(try required(changes, "changes"))
        case Operation.getType: operation = .get(try required(taskID, "task_id"))
        case Operation.getByNameType: operation = .getByName(try required(name.flatMap(TaskName.init), "name"))
        case Operation.listType: operation = .list(try required(query, "query"))
        case Operation.runsType: operation = .runs(try required(runs, "runs"))
        case Operation.deadType: operation = .dead(try required(dead, "dead"))
        case Operation.redriveAllType:
            let dead = try required(dead, "dead")
            operation = once.map { .redriveAllOnce(dead, $0) } ?? .redriveAll(dead)
        case Operation.discardAllType:
            let dead = try required(dead, "dead")
            operation = once.map { .discardAllOnce(dead, $0) } ?? .discardAll(dead)
        case Operation.changeAllType:
            let (query, change) = (try required(query, "query"), try required(bulk, "change"))
            operation = once.map { .changeAllOnce(query, change, $0) } ?? .changeAll(query, change)
        case Operation.actionsType: operation = .actions
        case Operation.keysType: operation = .keys(uses)
        case Operation.createKeyType:
            let key = try required(key, "key")
            operation = kept.map { .createKeyOnce(key, $0) } ?? .createKey(key)
        case Operation.revokeKeyType: operation = .revokeKey(try required(keyID, "key_id"))
        case Operation.eventsType: operation = .events(after: after.map(Int64.init))
        case Operation.limitsType: operation = .limits
        case Operation.putLimitType: operation = .putLimit(try required(limit, "limit"))
        case Operation.deleteLimitType:
            operation = .deleteLimit(try required(name.flatMap(LimitName.init), "name"))
        case Operation.startBackfillType:
            operation = .startBackfill(
                try required(taskID, "task_id"), try required(backfill, "backfill"), once: once)
        case Operation.backfillType: operation = .backfill(try required(taskID, "task_id"))
        case Operation.cancelBackfillType:
            operation = .cancelBackfill(try required(taskID, "task_id"), once: once)
        case Operation.calendarsType:
            operation = .calendars(after: name.flatMap { CalendarName($0) }, limit: try required(count, "count"))
        case Operation.calendarType:
            operation = .calendar(try required(name.flatMap { CalendarName($0) }, "name"))
        case Operation.calendarDefinitionsType: operation = .calendarDefinitions(names)
        case Operation.putCalendarType: operation = .putCalendar(try required(calendar, "calendar"))
        case Operation.deleteCalendarType:
            operation = .deleteCalendar(try required(name.flatMap { CalendarName($0) }, "name"))
        case Operation.pingType: operation = .ping
        default: throw MessageError("unknown type of request: \(type ?? "none")")
        }
        self.init(operation, within: groups, deadline: try required(deadline, "deadline"))
    }

    private static func readChanges(_ reader: inout JSONReader) throws -> [TaskChange] {
        var changes: [TaskChange] = []
        try reader.readArray { changes.append(try TaskChange(reading: &$0)) }
        return changes
    }
}

extension SchedulerRequest.Operation {
    static let changeType = "carillon.tasks.change.v1"
    static let getType = "carillon.task.get.v1"
    static let getByNameType = "carillon.task.get-by-name.v1"
    static let listType = "carillon.tasks.list.v1"
    static let runsType = "carillon.runs.list.v1"
    static let deadType = "carillon.dead.list.v1"
    static let redriveAllType = "carillon.dead.redrive.v1"
    static let discardAllType = "carillon.dead.discard.v1"
    static let changeAllType = "carillon.tasks.change-all.v1"
    static let actionsType = "carillon.actions.list.v1"
    static let keysType = "carillon.keys.list.v1"
    static let createKeyType = "carillon.key.create.v1"
    static let revokeKeyType = "carillon.key.revoke.v1"
    static let eventsType = "carillon.events.list.v1"
    static let limitsType = "carillon.limits.list.v1"
    static let putLimitType = "carillon.limit.put.v1"
    static let deleteLimitType = "carillon.limit.delete.v1"
    static let startBackfillType = "carillon.backfill.start.v1"
    static let backfillType = "carillon.backfill.get.v1"
    static let cancelBackfillType = "carillon.backfill.cancel.v1"
    static let calendarsType = "carillon.calendars.list.v1"
    static let calendarType = "carillon.calendar.get.v1"
    static let calendarDefinitionsType = "carillon.calendars.read.v1"
    static let putCalendarType = "carillon.calendar.put.v1"
    static let deleteCalendarType = "carillon.calendar.delete.v1"
    static let pingType = "carillon.ping.v1"

    fileprivate var approximateSize: Int {
        guard case .change(let changes) = self else { return 256 }
        return changes.reduce(64) { $0 + $1.approximateSize }
    }

    var type: String {
        switch self {
        case .change: Self.changeType
        case .get: Self.getType
        case .getByName: Self.getByNameType
        case .list: Self.listType
        case .runs: Self.runsType
        case .dead: Self.deadType
        case .redriveAll, .redriveAllOnce: Self.redriveAllType
        case .discardAll, .discardAllOnce: Self.discardAllType
        case .changeAll, .changeAllOnce: Self.changeAllType
        case .actions: Self.actionsType
        case .keys: Self.keysType
        case .createKey, .createKeyOnce: Self.createKeyType
        case .revokeKey: Self.revokeKeyType
        case .events: Self.eventsType
        case .limits: Self.limitsType
        case .putLimit: Self.putLimitType
        case .deleteLimit: Self.deleteLimitType
        case .startBackfill: Self.startBackfillType
        case .backfill: Self.backfillType
        case .cancelBackfill: Self.cancelBackfillType
        case .calendars: Self.calendarsType
        case .calendar: Self.calendarType
        case .calendarDefinitions: Self.calendarDefinitionsType
        case .putCalendar: Self.putCalendarType
        case .deleteCalendar: Self.deleteCalendarType
        case .ping: Self.pingType
        }
    }
}
