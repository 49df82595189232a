import HTTPEngine
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// Measures HTTP alone: the server with a constant answer, the client with a receiver that does nothing.
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
        bench.report.add(Figure(LimitFigure.tools, result.rate, .perSecond))
    }

    private func measureServer() async throws {
        let count = bench.scale.limitMessages
        try await PlainServer.run { port in
            let before = usage
            let result = try await post(count, port: port, expecting: 201)
            bench.report.add(Figure(LimitFigure.server, result.rate, .perSecond))
            bench.report.add(Figure(LimitFigure.serverP99, result.milliseconds(atPercentile: 99), .milliseconds))
            bench.report.add(CPUShare("HTTP server alone", count: count, from: before, to: usage))
        }
    }

    private func measureClient() async throws {
        let count = bench.scale.limitMessages
        let before = usage
        let rate = try await PlainClient.rate(count: count, connections: 256, port: bench.receiver.port)
        bench.report.add(Figure(LimitFigure.client, rate, .perSecond))
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

/// Hummingbird with nothing behind it: reads a task and answers 201.
enum PlainServer {
    private static let answer =
        #"{"message":"Task scheduled successfully","task_id":"123e4567-e89b-12d3-a456-426614174000"}"#

    /// Runs `body` with the port of a server.
    static func run(_ body: @escaping @Sendable (Int) async throws -> Void) async throws {
        let router = Router()
        router.post("/tasks") { request, _ in
            _ = try await request.body.collect(upTo: 1 << 16)
            return Response(
                status: .created, headers: [.contentType: "application/json"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: answer)))
        }
        let (ports, continuation) = AsyncStream<Int>.makeStream()
        var logger = Logger(label: "carillon-bench")
        // It calls its own cancellation an error.
        logger.logLevel = .critical
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in
                continuation.yield(channel.localAddress?.port ?? 0)
            },
            logger: logger)
        try await withThrowingTaskGroup { group in
            group.addTask { try await application.run() }
            for await port in ports {
                try await body(port)
                break
            }
            group.cancelAll()
        }
    }
}

/// The executor's HTTP client alone: posts the data of webhooks.
enum PlainClient {
    /// - Returns: answers a second.
    static func rate(count: Int, connections: Int, port: Int) async throws -> Double {
        let engine = HTTPEngine(.init(keptConnections: connections))
        let start = ContinuousClock.now
        do {
            try await withThrowingTaskGroup { group in
                for first in 0..<connections {
                    group.addTask {
                        for _ in stride(from: first, to: count, by: connections) { try await post(engine, port) }
                    }
                }
                try await group.waitForAll()
            }
        } catch {
            await engine.shutDown()
            throw error
        }
        let rate = Double(count) / (ContinuousClock.now - start).seconds
        await engine.shutDown()
        return rate
    }

    private static func post(_ engine: HTTPEngine, _ port: Int) async throws {
        let response = try await engine.execute(
            HTTPRequest(
                method: "POST", url: "http://127.0.0.1:\(port)/limit",
                fields: [.init("Content-Type", "application/json"), .init("User-Agent", "carillon-bench")],
                body: Array(#"{"message":"Your order is on its way","customer":"c-4711"}"#.utf8),
                timeout: .seconds(30), keptBody: 0, readBody: 1024))
        guard response.status == 200 else { throw BenchError("the receiver answered \(response.status)") }
    }
}
