import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// Hummingbird with nothing behind it: takes a task, and says 201.
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
