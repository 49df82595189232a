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
        var task = TaskDefinition(
            id: TaskID(high: 1, low: 2), action: "report", payload: RawJSON(#"{"a": [1.0, "\u0000"]}"#), runAt: start)
        task.origin = TaskID(high: 1, low: 3)
        task.firstAt = start + .seconds(60)
        task.isAnchored = false
        task.localAnchor = try LocalDateTime(parsing: "2026-03-29T02:30:00")
        task.recurrence = try RecurrenceRule(storedText: #"{"cron":"H 2 * * *","count":5,"ends":1781200000000}"#)
        task.zone = try #require(Zone(identifier: "Europe/Berlin"))
        task.timeoutSeconds = 77
        task.retry = RetryPolicy(
            maxAttempts: 3, backoff: .exponential, initialSeconds: 5, maxSeconds: 3600, jitter: .none,
            scheduleSeconds: [1, 2.5], maxAgeSeconds: 60)
        task.schedule = SchedulePolicy(
            onMissed: .all, maxMissed: 7, graceSeconds: 1, overlap: .queueOne, onFailure: .pause)
        task.expiresAt = start + .seconds(3600)
        (task.name, task.group, task.priority) = (TaskName("näme"), "billing", try #require(TaskPriority(9)))
        task.tags = ["a b", "日本"].compactMap { TaskTag($0) }
        task.description = "What it is for:\n\t„this“ \\ \u{0}"
        return task
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

    @Test func `a text is found in the name and the description, in upper and lower case`() throws {
        var task = try Self.full()
        (task.name, task.description) = (TaskName("Nightly-Report"), "Sends É to ACCOUNTING, 100% of it")
        let stored = StoredTask(
            definition: task, progress: TaskProgress(startingAt: task.runAt), error: nil, createdAt: task.runAt,
            updatedAt: task.runAt)
        for (text, isFound) in [
            ("report", true), ("y-R", true), ("accounting", true), ("é TO", true), ("100%", true), ("100_", false),
            ("reports", false), (".", false), ("reportSends", false),
        ] {
            var filter = TaskFilter()
            filter.grep = text
            #expect(filter.matches(stored) == isFound, "\(text)")
            #expect(!filter.isIndexed)
        }
    }
}
