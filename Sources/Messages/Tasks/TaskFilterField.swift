internal import JSON
public import TaskModel
public import Timekeeping

/// A condition of a ``TaskFilter``: how messages have it, and how clients give it in a query.
///
/// ``all`` is the one table of them.
public struct TaskFilterField: Sendable {
    /// How a client gives the condition.
    public enum Input: Sendable {
        /// By a text. The function takes it over, and returns what is wrong with it.
        case text(@Sendable (inout TaskFilter, String) -> [String])
        case time(@Sendable (inout TaskFilter, Timestamp) -> Void)
        /// Not by a parameter of its own.
        case none
    }

    let field: Field<TaskFilter>
    /// The name of the parameter in a query.
    public let parameter: String
    public let input: Input

    public static let all: [TaskFilterField] = [
        several(
            "statuses", "status",
            "must be one of \(TaskStatus.allCases.map(\.name).joined(separator: ", ")), or several with commas",
            TaskStatus.init(name:), \.name, get: { $0.statuses.isEmpty ? nil : $0.statuses }, set: { $0.statuses = $1 }),
        one(
            "action", "must be the name of an action", ActionName.init, \.rawValue, get: { $0.action },
            set: { $0.action = $1 }),
        several(
            "groups", "group", TaskGroup.expectation, TaskGroup.init, \.rawValue, get: { $0.groups },
            set: { $0.groups = $1 }),
        several(
            "tags", "tag", TaskTag.expectation, TaskTag.init, \.rawValue, get: { $0.tags.isEmpty ? nil : $0.tags },
            set: { $0.tags = $1 }),
        one(
            "name_prefix", TaskName.expectation, { TaskName($0)?.rawValue }, \.self, get: { $0.namePrefix },
            set: { $0.namePrefix = $1 }),
        time("run_from", get: { $0.runFrom }, set: { $0.runFrom = $1 }),
        time("run_to", get: { $0.runTo }, set: { $0.runTo = $1 }),
        time("created_from", get: { $0.createdFrom }, set: { $0.createdFrom = $1 }),
        time("created_to", get: { $0.createdTo }, set: { $0.createdTo = $1 }),
        TaskFilterField(
            field: Field("late_at", .time, get: { $0.lateAt }, set: { $0.lateAt = $1 }), parameter: "late_at",
            input: .none),
    ]

    /// The conditions that clients can give.
    public static let parameters = all.filter(\.isGiven).map(\.parameter)

    private var isGiven: Bool {
        if case .none = input { false } else { true }
    }

    /// A condition with one value.
    private static func one<Value: Equatable & Sendable>(
        _ name: StaticString, _ expectation: String, _ make: @escaping @Sendable (String) -> Value?,
        _ text: @escaping @Sendable (Value) -> String, get: @escaping @Sendable (TaskFilter) -> Value?,
        set: @escaping @Sendable (inout TaskFilter, Value) -> Void
    ) -> TaskFilterField {
        TaskFilterField(
            field: Field(name, .text(expectation, make, text), get: get, set: set), parameter: "\(name)",
            input: .text { filter, text in
                guard let value = make(text) else { return [expectation] }
                set(&filter, value)
                return []
            })
    }

    /// A condition with any text of so many characters.
    private static func text(
        _ name: StaticString, characters range: ClosedRange<Int>, get: @escaping @Sendable (TaskFilter) -> String?,
        set: @escaping @Sendable (inout TaskFilter, String) -> Void
    ) -> TaskFilterField {
        one(
            name, PlainText.expectation(range), { PlainText.accepted($0, range) }, \.self, get: get, set: set)
    }

    /// A condition with several values, which clients give with commas.
    private static func several<Value: Hashable & Sendable>(
        _ name: StaticString, _ parameter: String, _ expectation: String,
        _ make: @escaping @Sendable (String) -> Value?, _ text: @escaping @Sendable (Value) -> String,
        get: @escaping @Sendable (TaskFilter) -> Set<Value>?,
        set: @escaping @Sendable (inout TaskFilter, Set<Value>) -> Void
    ) -> TaskFilterField {
        let type = FieldType<Set<Value>> { json in
            var values: Set<Value> = []
            try json.readArray { json in
                guard let value = make(try json.readString()) else { throw FieldFaults(expectation) }
                values.insert(value)
            }
            return values
        } write: { values, json in
            json.array { json in
                for text in values.map(text).sorted() { json.string(text) }
            }
        }
        return TaskFilterField(
            field: Field(name, type, get: get, set: set), parameter: parameter,
            input: .text { filter, text in
                let values = text.split(separator: ",", omittingEmptySubsequences: false).map { make(String($0)) }
                set(&filter, Set(values.compactMap(\.self)))
                return values.filter { $0 == nil }.map { _ in expectation }
            })
    }

    private static func time(
        _ name: StaticString, get: @escaping @Sendable (TaskFilter) -> Timestamp?,
        set: @escaping @Sendable (inout TaskFilter, Timestamp) -> Void
    ) -> TaskFilterField {
        TaskFilterField(field: Field(name, .time, get: get, set: set), parameter: "\(name)", input: .time(set))
    }
}

extension TaskFilter {
    private static let fields = TaskFilterField.all.map(\.field)

    func write(into json: inout JSONWriter) {
        Self.fields.write(self, .message, into: &json)
    }

    init(reading reader: inout JSONReader) throws {
        self.init()
        try Self.fields.read(&self, &reader)
    }
}
