import Messages
import SQLiteStore
import Scheduler
import TaskModel
import Testing
import Timekeeping

@Suite struct LateTaskTests {
    /// Late is what was due and waits; not what is to come, is paused, is under way, or waits for a retry.
    @Test func lateTasks() async throws {
        try await withStore { store, _ in
            try await store.create([
                task(1), task(2, runAt: start + .seconds(60)), task(3), task(4, action: "busy"),
                task(5, action: "failing"),
            ])
            _ = try await store.apply([.pause(task(3).id)], now: start)
            _ = try await store.claimAll("busy", now: start)
            let run = try await store.claimAll("failing", now: start).runs[0]
            let error = RunError(code: "http_status", message: "no")
            _ = try await store.apply([.finished(run, .failed, error: error, at: start)], now: start)
            func late(_ seconds: Int64) async throws -> [TaskID] {
                let query = TaskQuery(TaskFilter().late(at: start + .seconds(seconds)), countsAll: true)
                let page = try await store.tasks(matching: query)
                #expect(page.total == page.tasks.count)
                return page.tasks.map(\.id)
            }
            #expect(try await late(1).isEmpty)
            #expect(try await late(2) == [task(1).id])
            #expect(try await late(62).contains(task(2).id))
            #expect(try await late(86_400).contains(task(5).id), "its retry was due long ago")
        }
    }
}
