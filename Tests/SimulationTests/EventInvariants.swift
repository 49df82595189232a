import GRDB
import JSON
import Messages
import TaskModel

@testable import SQLiteStore

/// What was told of tasks and runs is what the table says of them, once all is at rest.
struct EventInvariants {
    private let world: World

    init(_ world: World) {
        self.world = world
    }

    func check() throws {
        var created: [TaskID: Int] = [:]
        var deleted: Set<TaskID> = []
        var ends: [TaskID: String] = [:]
        var finished: [String: String] = [:]
        var number: Int64 = 0
        for event in try events() {
            number += 1
            if event.id != number { world.violate("event \(event.id) comes where \(number) should") }
            let run = text("run_id", of: event)
            switch event.type {
            case "task.created": created[event.taskID, default: 0] += 1
            case "task.deleted": deleted.insert(event.taskID)
            case "task.completed", "task.failed": ends[event.taskID] = event.type
            case "run.queued": ends[event.taskID] = nil
            case "run.finished", "run.skipped":
                if finished[run] != nil { world.violate("the end of run \(run) was told twice") }
                finished[run] = text("state", of: event)
            default: break
            }
        }
        for (id, times) in created where times != 1 { world.violate("\(id) was created \(times) times") }
        try checkTasks(created: Set(created.keys), deleted: deleted, ends: ends)
        try checkRuns(finished)
    }

    private func checkTasks(created: Set<TaskID>, deleted: Set<TaskID>, ends: [TaskID: String]) throws {
        let tasks = try world.look { db in
            try Row.fetchAll(db.cachedStatement(sql: "SELECT id, status FROM tasks")).map { row in
                (id: try row.id(0, TaskID.self), status: TaskStatus(rawValue: row[1]))
            }
        }
        if Set(tasks.map(\.id)) != created.subtracting(deleted) {
            world.violate("the tasks are not those that were created and not deleted")
        }
        for task in tasks {
            let told = ends[task.id]
            switch task.status {
            case .completed where told != "task.completed", .failed where told != "task.failed":
                world.violate("the end of \(task.id) was not told: \(told ?? "nothing")")
            default: break
            }
        }
    }

    private func checkRuns(_ finished: [String: String]) throws {
        let runs = try world.look { db in
            try Row.fetchAll(db.cachedStatement(sql: "SELECT run_id, state FROM runs WHERE state NOT IN (0, 6)")).map {
                row in
                (id: try row.id(0, RunID.self).description, state: RunState(rawValue: row[1]))
            }
        }
        for run in runs {
            let told = finished[run.id]
            switch run.state {
            // It was told when it died.
            case .redriven, .discarded:
                if told != "dead" { world.violate("the death of run \(run.id) was told as \(told ?? "nothing")") }
            default:
                if told != run.state?.name {
                    world.violate("run \(run.id) is \(run.state?.name ?? ""), and was told as \(told ?? "nothing")")
                }
            }
        }
    }

    private func events() throws -> [RecordedEvent] {
        try world.look { db in
            try Row.fetchAll(db.cachedStatement(sql: "SELECT body FROM events ORDER BY first")).flatMap { row in
                try RecordedEvent.decode(row.json(0)?.bytes ?? [])
            }
        }
    }

    private func text(_ field: String, of event: RecordedEvent) -> String {
        var text = ""
        guard var reader = try? JSONReader(event.json.bytes) else { return text }
        try? reader.readObject { reader, name in
            if name == field { text = try reader.readString() } else { try reader.skipValue() }
        }
        return text
    }
}
