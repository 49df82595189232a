internal import JSON
internal import Recurrence
public import TaskModel
internal import Timekeeping

/// A field of a task's definition, with everything that differs between fields.
///
/// ``all`` is the one table of them. The API's parser and `PATCH`, the messages between services, the database, what clients
/// see, export and import, and the tests of the OpenAPI document use it. docs/adding-a-field.md describes how to add one.
public struct TaskField: Sendable {
    /// How a client gives the field.
    public enum Input: Hashable, Sendable {
        /// As it is in the table.
        case value
        /// By members that mean something together; the API's `TimingParser` reads them.
        case times
        /// A time that may have no offset.
        case expiry
        /// The API's `RetryPolicyParser` reads it.
        case retry
        /// By members of the task, which the API's `SchedulePolicyParser` reads.
        case schedule
        /// Not at all: Carillon sets it.
        case none
    }

    /// Where the database keeps the field.
    public enum Storage: Hashable, Sendable {
        /// In the JSON of the definition.
        case definition
        /// In a column of its own, since an index or a statement needs it.
        case column
        case nowhere
    }

    public let field: Field<TaskDefinition>
    public let input: Input
    /// The members by which clients give it.
    public let inputs: [String]
    public let storage: Storage
    /// Whether a client must give it.
    public let isRequired: Bool
    /// Whether `PATCH` can change it.
    public let isPatchable: Bool
    /// Whether clients see it as it is in the table.
    public let isShown: Bool

    public var name: String { field.name }

    init(
        _ field: Field<TaskDefinition>, _ input: Input = .value, inputs: [String]? = nil,
        storage: Storage = .definition, isRequired: Bool = false, isPatchable: Bool = true, isShown: Bool = true
    ) {
        self.field = field
        self.input = input
        self.inputs = inputs ?? (input == .none ? [] : [field.name])
        self.storage = storage
        self.isRequired = isRequired
        self.isPatchable = isPatchable && input != .none
        self.isShown = isShown
    }

    /// All fields, in the order in which clients see them.
    public static let all = work + times + policies

    /// What the task does, and how it is found.
    static let work = [
        TaskField(
            Field("task_id", .id, get: { $0.id }, set: { $0.id = $1 }), .none, storage: .column),
        TaskField(
            Field(
                "name", .text(TaskName.expectation, TaskName.init, \.rawValue), get: { $0.name }, set: { $0.name = $1 }),
            storage: .column),
        TaskField(
            Field(
                "group", .text(TaskGroup.expectation, TaskGroup.init, \.rawValue), standard: .standard,
                get: { $0.group }, set: { $0.group = $1 }), storage: .column),
        TaskField(Field("tags", .tags, get: { $0.tags.isEmpty ? nil : $0.tags }, set: { $0.tags = $1 })),
        TaskField(
            Field("priority", .priority, standard: .standard, get: { $0.priority }, set: { $0.priority = $1 }),
            storage: .column),
        TaskField(
            Field(
                "action", .text(ActionName.expectation, ActionName.init, \.rawValue), get: { $0.action },
                set: { $0.action = $1 }), storage: .column, isRequired: true, isPatchable: false),
        TaskField(
            Field("payload", .json, get: { $0.payload }, set: { $0.payload = $1 }), storage: .column, isRequired: true),
    ]

    /// When it runs.
    static let times = [
        TaskField(
            Field("run_at", .time, get: { $0.runAt }, set: { $0.runAt = $1 }), .times, inputs: ["run_at", "in"],
            storage: .column, isShown: false),
        TaskField(
            Field("first_at", .time, get: { $0.firstAt }, set: { $0.firstAt = $1 }), .none, storage: .nowhere,
            isShown: false),
        TaskField(
            Field("anchored", .bool, standard: true, get: { $0.isAnchored }, set: { $0.isAnchored = $1 }), .none,
            isShown: false),
        TaskField(
            Field("local_anchor", .localTime, get: { $0.localAnchor }, set: { $0.localAnchor = $1 }), .none,
            isShown: false),
        TaskField(Field("origin", .id, get: { $0.differentOrigin }, set: { $0.origin = $1 }), .none, isShown: false),
        TaskField(
            Field("recurrence") { task, json in
                task.recurrence = try RecurrenceRule(reading: &json, isStored: true)
            } write: { task, form, json in
                guard let rule = task.recurrence else { return }
                json.key("recurrence")
                rule.write(into: &json, forStorage: form != .view)
            }, .times),
        TaskField(
            Field("timezone", .zone, get: { $0.recurrence == nil ? nil : $0.zone }, set: { $0.zone = $1 }), .times),
    ]

    /// How it runs.
    static let policies = [
        TaskField(
            Field(
                "timeout_seconds", .int(TaskDefinition.timeoutRange), standard: TaskDefinition.defaultTimeoutSeconds,
                isSent: true, get: { $0.timeoutSeconds }, set: { $0.timeoutSeconds = $1 })),
        TaskField(
            Field("retry") { task, json in
                task.retry = try RetryPolicy(reading: &json)
            } write: { task, form, json in
                guard form == .view || task.retry != .standard else { return }
                json.object("retry") { task.retry.write(into: &$0) }
            }, .retry),
        TaskField(
            Field("schedule") { task, json in
                task.schedule = try SchedulePolicy(reading: &json)
            } write: { task, form, json in
                // Clients give and see its members as members of the task.
                if form == .view {
                    if task.recurrence != nil { task.schedule.write(into: &json) }
                } else if task.schedule != .standard {
                    json.object("schedule") { task.schedule.write(into: &$0) }
                }
            }, .schedule, inputs: SchedulePolicy.fields.map(\.name)),
        TaskField(
            Field("expires_at", .time, get: { $0.expiresAt }, set: { $0.expiresAt = $1 }), .expiry, storage: .column),
    ]

    /// The members that a client may give when it makes a task.
    public static let inputs = all.flatMap(\.inputs)
    /// The place in ``all`` of each member of ``inputs``.
    private static let inputPlaces = all.indices.flatMap { index in all[index].inputs.map { _ in index } }

    /// The place of the field that a client gives by a member.
    public static func index(ofInput name: String) -> Int? {
        inputs.firstIndex(of: name).map { inputPlaces[$0] }
    }

    /// The members that a client must give when it makes a task.
    public static let requiredInputs = all.filter(\.isRequired).flatMap(\.inputs)
    /// The members that `PATCH` may change.
    public static let patchableInputs = all.filter(\.isPatchable).flatMap(\.inputs)
}

extension TaskDefinition {
    /// The task that it goes on from, if that is another.
    fileprivate var differentOrigin: TaskID? { origin == id ? nil : origin }
}

extension FieldType<TaskPriority> {
    fileprivate static let priority = FieldType { json in
        guard let value = TaskPriority(try json.readInt(in: TaskPriority.range)) else {
            throw FieldFaults("is unknown")
        }
        return value
    } write: {
        $1.int($0.rawValue)
    }
}

extension FieldType<LocalDateTime> {
    /// In milliseconds: no client sees it so.
    fileprivate static let localTime = FieldType { json in
        LocalDateTime(milliseconds: Int64(try json.readInt()))
    } write: {
        $1.int(Int($0.milliseconds))
    }
}

extension FieldType<Zone> {
    fileprivate static let zone = text("must be the name of a time zone", Zone.init(identifier:), \.identifier)
}
