import Messages
import NIOCore
import SQLiteStore
import Scheduler
import TaskModel
import Timekeeping

/// Measures queries of tasks with few and with many stored, and creating tasks in batches and one by one.
struct ListsPhase {
    /// How many tasks the small group has, whatever else is stored.
    private static let groupSize = 500
    private static let batchSize = 1000

    let bench: Bench

    func run() async throws {
        let few = try await measure(1000)
        let many = try await measure(bench.scale.storedTasks)
        for (name, time) in many {
            guard let before = few.first(where: { $0.name == name })?.milliseconds else { continue }
            bench.report.add(
                Figure("\(name): with \(bench.scale.storedTasks) stored", time, .milliseconds))
            bench.report.add(
                Figure("\(name): as often as with 1000 stored", time / before, .times, target: .atMost(1.2)))
        }
        try await measureBatches()
    }

    // MARK: - Looking

    /// - Returns: the median time of each kind of request, in milliseconds.
    private func measure(_ count: Int) async throws -> [(name: String, milliseconds: Double)] {
        bench.report.say("lists: \(count) tasks stored")
        let directory = try bench.makeDirectory()
        let paths = try await fill(count, database: Services.database(in: directory))
        var times: [(name: String, milliseconds: Double)] = []
        try await bench.withServices(in: directory) { services in
            for (name, path) in paths {
                let request = "GET \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(services.apiPort)\r\n\r\n"
                let run = LoadRun(count: bench.scale.listRequests, expecting: 200) { _, buffer in
                    buffer.writeString(request)
                }
                // The first requests find cold caches.
                _ = try await bench.generator.perform(run, port: services.apiPort, connections: 1)
                let result = try await bench.generator.perform(run, port: services.apiPort, connections: 1)
                try result.throwIfFailed("GET \(path)")
                times.append((name, result.milliseconds(atPercentile: 50)))
            }
        }
        return times
    }

    /// Writes the tasks into a file that no scheduler has open yet.
    ///
    /// - Returns: what to ask for.
    private func fill(_ count: Int, database: String) async throws -> [(name: String, path: String)] {
        let store = try SQLiteTaskStore(path: database)
        let sample = TaskSample(receiverPort: bench.receiver.port)
        var random = SystemRandomNumberGenerator()
        let day: Int64 = 86_400_000
        let now = Timestamp(milliseconds: WallTime.milliseconds())
        let stride = max(1, count / Self.groupSize)
        var middle: TaskID?
        for start in Swift.stride(from: 0, to: count, by: 5000) {
            let changes = (start..<min(start + 5000, count)).map { index -> TaskChange in
                let dueAt = now.milliseconds + Int64.random(in: day..<(365 * day), using: &random)
                let change = sample.create(dueAt: dueAt, now: now, using: &random)
                guard case .create(var task) = change, index.isMultiple(of: stride) else { return change }
                task.group = "small"
                task.tags = ["small"]
                if index >= count / 2, middle == nil { middle = task.id }
                return .create(task)
            }
            _ = try await store.apply(changes, now: now)
        }
        let half = now + .milliseconds(183 * day)
        let deep = try await store.tasks(matching: TaskQuery(TaskFilter(runFrom: half), limit: 1)).tasks.first
        try store.close()
        guard let middle, let deep else { throw BenchError("the tasks to ask for are not there") }
        let cursor = TaskCursor(runAt: deep.progress.runAt, id: deep.id).text(in: .standard)
        return [
            ("GET /tasks/{id}", "/tasks/\(middle)"), ("GET /tasks", "/tasks?limit=100"),
            ("GET /tasks, in the middle", "/tasks?limit=100&cursor=\(cursor)"),
            ("GET /tasks, newest first", "/tasks?limit=100&sort=created_at&order=desc"),
            ("GET /tasks of a group", "/tasks?limit=100&group=small"),
            ("GET /tasks with a tag", "/tasks?limit=100&tag=small"),
        ]
    }

    // MARK: - Making

    private func measureBatches() async throws {
        let report = bench.report
        let count = bench.scale.intakeTasks
        report.say("lists: \(count) tasks in batches of \(Self.batchSize), and one by one")
        try await bench.withServices { services in
            let later = WallTime.milliseconds() + 30 * 86_400_000
            _ = try await bench.create(1000, from: bench.takeNumbers(1000), on: services) { _ in later }
            let single = try await bench.create(count / 5, from: bench.takeNumbers(count), on: services) { _ in later }
            let time = Timestamp(milliseconds: later).rfc3339
            let line =
                #"{"action":"webhook","payload":{"url":"http://127.0.0.1:\#(bench.receiver.port)/hook","#
                + #""data":{"message":"Your order is on its way","customer":"c-4711"}},"run_at":"\#(time)"}"# + "\n"
            let body = String(repeating: line, count: Self.batchSize)
            let request =
                "POST /tasks/batch HTTP/1.1\r\nHost: 127.0.0.1:\(services.apiPort)\r\n"
                + "Content-Type: application/x-ndjson\r\nContent-Length: \(body.utf8.count)\r\n\r\n" + body
            let run = LoadRun(count: count / Self.batchSize, expecting: 200) { _, buffer in
                buffer.writeString(request)
            }
            let batches = try await bench.generator.perform(run, port: services.apiPort, connections: 4)
            try batches.throwIfFailed("POST /tasks/batch")
            let rate = batches.rate * Double(Self.batchSize)
            report.add(Figure("tasks made in batches", rate, .perSecond))
            report.add(Figure("tasks made one by one", single.rate, .perSecond))
            report.add(
                Figure("batches: as fast as one by one", rate / single.rate, .times, target: .atLeast(5)))
        }
    }
}
