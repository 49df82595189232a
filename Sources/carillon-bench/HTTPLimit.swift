import NIOCore

/// What HTTP does alone: the server with an answer that is ready, the client with a receiver that does nothing.
struct HTTPLimit {
    let bench: Bench

    func run() async throws {
        try await measureTools()
        try await measureServer()
        try await measureClient()
    }

    private var usage: ResourceUsage { ResourceUsage(of: ["bench": ProcessIDs.own]) }

    /// The load generator against the receiver: neither must be what limits the others.
    private func measureTools() async throws {
        let result = try await post(bench.scale.limitMessages * 2, port: bench.receiver.port, expecting: 200)
        bench.report.add(Figure(LimitName.tools, result.rate, .perSecond))
    }

    private func measureServer() async throws {
        let count = bench.scale.limitMessages
        try await PlainServer.run { port in
            let before = usage
            let result = try await post(count, port: port, expecting: 201)
            bench.report.add(Figure(LimitName.server, result.rate, .perSecond))
            bench.report.add(Figure(LimitName.serverP99, result.milliseconds(atPercentile: 99), .milliseconds))
            bench.report.add(CPUShare("HTTP server alone", count: count, from: before, to: usage))
        }
    }

    private func measureClient() async throws {
        let count = bench.scale.limitMessages
        let before = usage
        let rate = try await PlainClient.rate(count: count, connections: 256, port: bench.receiver.port)
        bench.report.add(Figure(LimitName.client, rate, .perSecond))
        bench.report.add(CPUShare("HTTP client alone", count: count, from: before, to: usage))
    }

    /// Sends what creates a task.
    private func post(_ count: Int, port: Int, expecting status: Int) async throws -> LoadResult {
        let requests = TaskRequests(apiPort: port, receiverPort: bench.receiver.port, first: 0) { _ in 0 }
        let run = LoadRun(count: count, expecting: status) { index, buffer in requests.write(index, into: &buffer) }
        let result = try await bench.generator.perform(run, port: port, connections: bench.scale.intakeConnections)
        try result.throwIfFailed("POST /tasks")
        return result
    }
}
