import JSON
import Recurrence
import TaskModel
import Testing
import Timekeeping

@testable import Messages

/// The table of a task's fields, and what is written and read by it.
@Suite struct TaskFieldTests {
    /// A task in which no field has its standard value.
    private static func full() throws -> TaskDefinition {
        let start = Timestamp(milliseconds: 1_781_103_600_123)
        return TaskDefinition(
            id: TaskID(high: 1, low: 2), origin: TaskID(high: 1, low: 3), action: "report",
            payload: RawJSON(#"{"a": [1.0, "\u0000"]}"#), runAt: start, firstAt: start + .seconds(60),
            isAnchored: false,
            localAnchor: try LocalDateTime(parsing: "2026-03-29T02:30:00"),
            recurrence: try RecurrenceRule(storedText: #"{"cron":"H 2 * * *","count":5,"ends":1781200000000}"#),
            zone: try #require(Zone(identifier: "Europe/Berlin")), timeoutSeconds: 77,
            retry: RetryPolicy(
                maxAttempts: 3, backoff: .exponential, initialSeconds: 5, maxSeconds: 3600, jitter: .none,
                scheduleSeconds: [1, 2.5], maxAgeSeconds: 60),
            schedule: SchedulePolicy(
                onMissed: .all, maxMissed: 7, graceSeconds: 1, overlap: .queueOne, onFailure: .pause),
            expiresAt: start + .seconds(3600), name: TaskName("näme"), group: "billing",
            tags: ["a b", "日本"].compactMap { TaskTag($0) }, priority: try #require(TaskPriority(9)))
    }

    private static func message(_ task: TaskDefinition) throws -> TaskDefinition? {
        try message(of: JSONWriter.object { TaskChange.put(task).write(into: &$0) })
    }

    private static func message(of body: [UInt8]) throws -> TaskDefinition? {
        var reader = try JSONReader(body)
        return try TaskChange(reading: &reader).newTask
    }

    private static func message(of body: String) throws -> TaskDefinition? { try message(of: Array(body.utf8)) }

    @Test func `every field survives a message`() throws {
        let task = try Self.full()
        #expect(try Self.message(task) == task)
    }

    @Test func `every field without a column survives the database`() throws {
        let task = try Self.full()
        var json = JSONWriter()
        task.writeStored(into: &json)
        var read = TaskDefinition.blank
        // What columns hold, or what is not kept.
        (read.id, read.action, read.payload, read.runAt) = (task.id, task.action, task.payload, task.runAt)
        (read.name, read.group, read.priority, read.expiresAt) = (task.name, task.group, task.priority, task.expiresAt)
        read.firstAt = task.firstAt
        try read.readStored(json.bytes)
        #expect(read == task)
    }

    @Test func `the definition of an ordinary task needs no space in the database`() {
        let task = TaskDefinition(
            id: TaskID(high: 1, low: 2), action: "webhook", payload: RawJSON("{}"),
            runAt: Timestamp(milliseconds: 1_781_103_600_000))
        var json = JSONWriter()
        task.writeStored(into: &json)
        #expect(String(decoding: json.bytes, as: UTF8.self) == "{}")
    }

    @Test func `fields come in any order, and unknown ones are skipped`() throws {
        let body = """
            {"put":{"unknown":[{}],"run_at":"2026-06-10T15:00:00.000Z","payload":1,"timeout_seconds":5,
             "action":"a","task_id":"\(TaskID(high: 1, low: 2))"}}
            """
        let task = try Self.message(of: body)
        #expect(task?.timeoutSeconds == 5 && task?.origin == TaskID(high: 1, low: 2))
    }

    @Test(arguments: [
        #""timeout_seconds":601"#, #""timeout_seconds":"5""#, #""tags":[","]"#, #""retry":{"jitter":"x"}"#,
    ])
    func `a message with a value that is not allowed is refused`(_ field: String) {
        let body = """
            {"put":{"run_at":"2026-06-10T15:00:00.000Z","payload":1,\(field),"action":"a",
             "task_id":"\(TaskID(high: 1, low: 2))"}}
            """
        #expect(throws: (any Error).self) { try Self.message(of: body) }
    }

    @Test func `a message without a required field is refused`() {
        let body = #"{"put":{"run_at":"2026-06-10T15:00:00.000Z","payload":1,"action":"a"}}"#
        #expect(throws: MessageError("the field task_id is missing")) { try Self.message(of: body) }
    }

    @Test func `no two fields have the same name`() {
        #expect(Set(TaskField.all.map(\.name)).count == TaskField.all.count)
        #expect(Set(TaskField.inputs).count == TaskField.inputs.count)
    }
}
