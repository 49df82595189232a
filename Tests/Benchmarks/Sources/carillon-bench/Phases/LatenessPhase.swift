import Histogram
import SQLiteStore
import TaskModel
import Timekeeping

/// How late webhooks arrive at a steady rate: the arrival at the receiver minus `run_at`.
struct LatenessPhase {
    let bench: Bench

    func run() async throws {
        for rate in bench.scale.latenessRates {
            bench.report.say("lateness: \(rate) webhooks a second for \(bench.scale.latenessSeconds) s")
            try await bench.withServices { services in
                try await measure(rate: rate, name: "lateness at \(rate)/s", on: services)
            }
        }
    }

    /// - Parameter name: of the figures.
    func measure(rate: Int, name: String, on services: Services) async throws {
        let count = rate * bench.scale.latenessSeconds
        let first = bench.takeNumbers(count)
        let start = WallTime.milliseconds() + (try await bench.timeToCreate(count, on: services)) + 1000
        let due = Self.dueTimes(count: count, rate: rate, from: start)
        bench.receiver.arrivals.expect(count, from: first)
        _ = try await bench.create(count, from: first, on: services) { due[$0] }
        try bench.checkIsBefore(start)
        try await WallTime.sleep(untilMilliseconds: start)
        let usage = ResourceUsage(of: services.processIDs)
        try await WallTime.sleep(untilMilliseconds: start + Int64(bench.scale.latenessSeconds) * 1000)
        let end = ResourceUsage(of: services.processIDs)
        let patience = ContinuousClock.now + .seconds(10)
        while bench.receiver.arrivals.distinct < count, ContinuousClock.now < patience {
            try await Task.sleep(for: .milliseconds(20))
            try services.checkAreRunning()
        }
        addFigures(name, rate: rate, due: due)
        bench.report.add(CPUShare(name, count: count, from: usage, to: end))
    }

    /// One in each interval, at a random millisecond of it: never in step with anything that ticks.
    static func dueTimes(count: Int, rate: Int, from start: Int64) -> [Int64] {
        (0..<count).map { index in
            let (from, to) = (index * 1000 / rate, (index + 1) * 1000 / rate)
            return start + Int64(Int.random(in: from..<max(to, from + 1)))
        }
    }

    private func addFigures(_ name: String, rate: Int, due: [Int64]) {
        let report = bench.report
        let tally = bench.receiver.arrivals.read()
        var histogram = Histogram<UInt64>.microseconds
        var early = 0
        for (time, due) in zip(tally.times, due) where time != 0 {
            let microseconds = (time - due * 1_000_000) / 1000
            if microseconds < 0 { early += 1 }
            histogram.record(UInt64(max(0, microseconds)))
        }
        func figure(_ percentile: Int, target: Double) -> Figure {
            let value = Double(histogram.valueAtPercentile(Double(percentile))) / 1000
            let limit = report.limit(LimitFigure.latency(rate: rate, percentile: percentile))
            return Figure("\(name), p\(percentile)", value, .milliseconds, target: .atMost(target), limit: limit)
        }
        report.add(figure(50, target: 3))
        report.add(figure(99, target: rate > 50 ? 20 : 10))
        report.add(Figure("\(name), max", Double(histogram.max) / 1000, .milliseconds))
        report.expectNone(early, "webhooks early, \(name)")
        report.expectNone(tally.lost, "webhooks lost, \(name)")
        report.expectNone(tally.duplicates, "webhooks repeated, \(name)")
    }
}

/// Measures lateness and the start of the scheduler with many tasks stored.
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
