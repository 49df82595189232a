import Glibc
import Logging

/// The operating system's thread of a connection.
enum ConnectionThread {
    private final class Start: Sendable {
        let loop: @Sendable () -> ConnectionLoop
        let continuation: CheckedContinuation<Result<Void, AMQPError>, Never>

        init(
            loop: @escaping @Sendable () -> ConnectionLoop,
            continuation: CheckedContinuation<Result<Void, AMQPError>, Never>
        ) {
            self.loop = loop
            self.continuation = continuation
        }
    }

    /// Runs the loop on a new thread and resumes `continuation` with its result.
    static func start(
        name: String,
        loop: @escaping @Sendable () -> ConnectionLoop,
        continuation: CheckedContinuation<Result<Void, AMQPError>, Never>
    ) {
        let start = Unmanaged.passRetained(Start(loop: loop, continuation: continuation))
        var thread = pthread_t()
        let status = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
                let result = start.loop().run()
                start.continuation.resume(returning: result)
                return nil
            }, start.toOpaque())
        guard status == 0 else {
            start.release()
            continuation.resume(
                returning: .failure(AMQPError(.notConnected, "no thread for the connection: \(errorText(status))")))
            return
        }
        pthread_detach(thread)
    }
}

/// The system's text for an errno.
func errorText(_ code: Int32) -> String {
    String(cString: strerror(code))
}
