import Launch

/// What it costs the scheduler when many follow what happens.
struct EventsPhase {
    private static let clients = 1000

    let bench: Bench

    private struct Result {
        /// Webhooks that were scheduled and arrived, a second.
        var rate: Double
        /// CPU time of the scheduler for each, in microseconds.
        var scheduler: Double
    }

    func run() async throws {
        guard OpenFiles.raiseLimit() >= Self.clients + 200 else {
            throw BenchError("the system allows too few open files: see ulimit -n")
        }
        let alone = try await measure("nobody follows", 0, "")
        // Most dashboards show a group or a task, and little happens there.
        let quiet = try await measure("\(Self.clients) follow a quiet group", Self.clients, "group=quiet")
        let all = try await measure("\(Self.clients) follow everything", Self.clients, "")
        let report = bench.report
        report.add(
            Figure(
                "a quiet group followed: scheduler's CPU, of without", quiet.scheduler / alone.scheduler, .times,
                target: .atMost(1.15)))
        report.add(
            Figure(
                "a quiet group followed: tasks a second, of without", quiet.rate / alone.rate, .times,
                target: .atLeast(0.85)))
        report.add(
            Figure(
                "everything followed: scheduler's CPU, of without", all.scheduler / alone.scheduler, .times,
                target: .atMost(1.5)))
        // They share the machine with whoever sends them everything.
        report.add(Figure("everything followed: tasks a second, of without", all.rate / alone.rate, .times))
    }

    /// Schedules webhooks for now, and waits until the last has arrived.
    private func measure(_ name: String, _ clients: Int, _ query: String) async throws -> Result {
        let count = bench.scale.intakeTasks / 5
        bench.report.say("events: \(count) webhooks while \(name)")
        var result: Result?
        try await bench.withServices { services in
            // The first find cold caches.
            try await schedule(1000, on: services)
            try await EventClients.with(clients, query, port: services.apiPort) { followers in
                let start = ResourceUsage(of: services.processIDs)
                let begin = ContinuousClock.now
                try await schedule(count, on: services)
                let seconds = (ContinuousClock.now - begin).seconds
                let end = ResourceUsage(of: services.processIDs)
                let share = CPUShare("while \(name)", count: count, from: start, to: end)
                bench.report.add(share)
                bench.report.add(Figure("tasks while \(name)", Double(count) / seconds, .perSecond))
                if clients > 0 {
                    bench.report.add(
                        Figure("sent to followers while \(name)", Double(followers.bytes) / 1e6, .megabytes))
                    bench.addMemory(of: services, "while \(name)")
                }
                result = Result(
                    rate: Double(count) / seconds, scheduler: share.microseconds["scheduler"] ?? 0)
            }
        }
        guard let result else { throw BenchError("nothing was measured") }
        return result
    }

    private func schedule(_ count: Int, on services: Services) async throws {
        let first = bench.takeNumbers(count)
        let now = WallTime.milliseconds()
        bench.receiver.arrivals.expect(count, from: first)
        _ = try await bench.create(count, from: first, on: services) { _ in now }
        let deadline = ContinuousClock.now + .seconds(120)
        while bench.receiver.arrivals.distinct < count {
            guard ContinuousClock.now < deadline else { throw BenchError("webhooks did not arrive") }
            try await Task.sleep(for: .milliseconds(5))
            try services.checkAreRunning()
        }
    }
}
