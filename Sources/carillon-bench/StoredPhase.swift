import SQLiteStore
import TaskModel
import Timekeeping

/// Lateness, and the start of the scheduler, with many tasks waiting for later.
struct StoredPhase {
    let bench: Bench

    func run() async throws {
        let report = bench.report
        let count = bench.scale.storedTasks
        let directory = try bench.makeDirectory()
        report.say("stored: \(count) tasks waiting for later")
        try await fill(count, database: Services.database(in: directory))
        try await bench.withServices(in: directory) { services in
            try await LatenessPhase(bench: bench).measure(rate: 50, name: "lateness with \(count) stored", on: services)
            bench.addMemory(of: services, "\(count) stored")
            let duration = try await services.restartScheduler(bench.client(services))
            report.add(Figure("start with \(count) stored", duration.seconds, .seconds, target: .atMost(1)))
        }
    }

    /// Writes tasks due within a year from tomorrow on straight into a file that no scheduler has open yet: through the
    /// API it would take minutes.
    private func fill(_ count: Int, database: String) async throws {
        let store = try SQLiteTaskStore(path: database)
        let sample = TaskSample(receiverPort: bench.receiver.port)
        var random = SystemRandomNumberGenerator()
        let day: Int64 = 86_400_000
        for start in stride(from: 0, to: count, by: 5000) {
            let now = Timestamp(milliseconds: WallTime.milliseconds())
            let changes = (start..<min(start + 5000, count)).map { _ in
                sample.create(dueAt: now.milliseconds + Int64.random(in: day..<(365 * day)), now: now, using: &random)
            }
            _ = try await store.apply(changes, now: now)
        }
        try store.close()
    }
}
