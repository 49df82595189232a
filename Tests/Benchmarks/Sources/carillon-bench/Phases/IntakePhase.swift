/// `POST /tasks` over keep-alive connections, as fast as the answers come.
struct IntakePhase {
    let bench: Bench

    func run() async throws {
        let report = bench.report
        let count = bench.scale.intakeTasks
        report.say("intake: \(count) tasks over \(bench.scale.intakeConnections) connections")
        try await bench.withServices { services in
            let later = WallTime.milliseconds() + 30 * 86_400_000
            // The first requests find cold caches and statements that are not prepared.
            let warmUp = 1000
            _ = try await bench.create(warmUp, from: bench.takeNumbers(warmUp), on: services) { _ in later }
            let start = ResourceUsage(of: services.processIDs)
            let first = bench.takeNumbers(count)
            let result = try await bench.create(count, from: first, on: services) { later + Int64($0) }
            let end = ResourceUsage(of: services.processIDs)

            let limit = report.lowestLimit([(LimitFigure.server, 1), (LimitFigure.creates(batch: 100), 1)])
            report.add(
                Figure("intake", result.rate, .perSecond, target: .atLeast(10_000), limit: limit))
            report.add(Figure("intake p50", result.milliseconds(atPercentile: 50), .milliseconds))
            report.add(
                Figure(
                    "intake p99", result.milliseconds(atPercentile: 99), .milliseconds, target: .atMost(30),
                    limit: report.limit(LimitFigure.serverP99)))
            report.add(Figure("intake max", result.milliseconds(atPercentile: 100), .milliseconds))
            report.add(CPUShare("intake", count: count, from: start, to: end))
        }
    }
}
