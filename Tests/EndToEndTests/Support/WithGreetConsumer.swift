import Foundation
import Glibc
import TestSupport

/// Runs the consumer of the docs, which serves the action `greet`, for as long as the body takes.
///
/// - Throws: what the body throws, with what the consumer printed.
func withGreetConsumer(
    of stack: Stack, isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Void
) async throws {
    let output = stack.directory + "/greet.log"
    let consumer = try await ChildProcess.start(
        [try GreetConsumer.python.get(), GreetConsumer.script.path],
        environment: ["CARILLON_AMQP_URL": stack.broker.url(), "PYTHONUNBUFFERED": "1"], output: output)
    let result: Result<Void, any Error>
    do {
        result = .success(try await body())
    } catch {
        let text = try? String(contentsOfFile: output, encoding: .utf8)
        result = .failure(WaitFailure(description: "\(error); greet.py: \(text ?? "printed nothing")"))
    }
    consumer.signal(SIGKILL)
    await consumer.wait()
    try result.get()
}

enum GreetConsumer {
    static let script = Repository.file("docs/examples/greet.py")

    /// A Python that has pika.
    static var python: Result<String, any Error> {
        ProcessInfo.processInfo.environment["CARILLON_TEST_PYTHON"].map { .success($0) }
            ?? .failure(WaitFailure(description: "CARILLON_TEST_PYTHON names a Python with pika"))
    }
}
