/// Many webhooks due at the same instant: how long until the last result is recorded.
struct BurstPhase {
    let bench: Bench

    func run() async throws {
        for count in bench.scale.bursts {
            bench.report.say("burst: \(count) webhooks due at the same instant")
            try await bench.withServices { services in
                try await measure(count, on: services)
            }
        }
    }

    private func measure(_ count: Int, on services: Services) async throws {
        let report = bench.report
        let first = bench.takeNumbers(count)
        let dueAt = WallTime.milliseconds() + (try await bench.timeToCreate(count, on: services))
        bench.receiver.arrivals.expect(count, from: first)
        _ = try await bench.create(count, from: first, on: services) { _ in dueAt }
        try bench.checkIsBefore(dueAt)
        try await WallTime.sleep(untilMilliseconds: dueAt)
        let start = ResourceUsage(of: services.processIDs)
        try await awaitArrivals(count, on: services)
        let arrived = bench.receiver.arrivals.read()
        let finishedAt = try await awaitResults(dueAt: dueAt, on: services)
        let end = ResourceUsage(of: services.processIDs)

        let seconds = Double(finishedAt - dueAt * 1_000_000) / 1e9
        let arrivalSeconds = Double(arrived.last - dueAt * 1_000_000) / 1e9
        let rate = Double(count) / seconds
        // A run and its result pass the broker.
        let limit = report.lowestLimit([(LimitFigure.broker, 2), (LimitFigure.runs, 1), (LimitFigure.client, 1)])
        report.add(
            Figure(
                "burst of \(count)", rate, .perSecond, target: .atLeast(7000),
                limit: limit))
        report.add(Figure("burst of \(count), last arrival", arrivalSeconds, .seconds))
        report.add(Figure("burst of \(count), last result", seconds, .seconds))
        report.add(CPUShare("burst of \(count)", count: count, from: start, to: end))
        bench.addMemory(of: services, "burst of \(count)")
        let tally = bench.receiver.arrivals.read()
        report.expectNone(tally.lost, "webhooks lost, burst of \(count)")
        report.expectNone(tally.duplicates, "webhooks repeated, burst of \(count)")
        if try await bench.client(services).earliest("failed") != nil {
            report.fault("tasks failed, burst of \(count)")
        }
    }

    /// Returns when all have arrived, or for a while nothing more has.
    private func awaitArrivals(_ count: Int, on services: Services) async throws {
        var (seen, progressAt) = (0, ContinuousClock.now)
        while seen < count {
            try await Task.sleep(for: .milliseconds(10))
            try services.checkAreRunning()
            let now = bench.receiver.arrivals.distinct
            if now > seen { (seen, progressAt) = (now, .now) }
            if ContinuousClock.now - progressAt > .seconds(20) { return }
        }
    }

    /// - Returns: when no task of the burst was waiting or running any more, in nanoseconds since 1970.
    private func awaitResults(dueAt: Int64, on services: Services) async throws -> Int64 {
        let client = bench.client(services)
        let deadline = ContinuousClock.now + .seconds(60)
        while true {
            // What runs is of the burst; what is due later, such as the sample, is not.
            let askedAt = WallTime.now()
            let isRunning = try await client.earliest("running") != nil
            if !isRunning {
                let next = try await client.earliest("scheduled")
                if next.map({ $0 > dueAt }) ?? true { return askedAt }
            }
            guard ContinuousClock.now < deadline else {
                throw BenchError("tasks of the burst have no result a minute after the last arrival")
            }
            try await Task.sleep(for: .milliseconds(10))
        }
    }
}
