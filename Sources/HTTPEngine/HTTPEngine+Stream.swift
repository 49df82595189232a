internal import Synchronization

extension HTTPEngine {
    /// Sends a request and hands out the body of the response while it comes.
    ///
    /// - Parameters:
    ///   - request: its limits on the body that is kept and read have no effect.
    ///   - receive: called with the response, without its body, and the next part of the body. It returns whether to
    ///     continue. The server has to wait while it works.
    /// - Returns: the response without its body, once the body has ended; `nil` if `receive` ended the transfer.
    /// - Throws: ``HTTPFailure`` if there is no response; what `receive` throws.
    public func stream(
        _ request: HTTPRequest, receive: (HTTPResponse, [UInt8]) async throws -> Bool
    ) async throws -> HTTPResponse? {
        var request = request
        request.keptBody = 0
        request.readBody = .max
        let pipe = BodyPipe()
        let job = TransferJob(request, pipe: pipe)
        async let response = finish(job, pipe)
        do {
            while let (head, bytes) = await pipe.next(goOn: { resume(job) }) {
                guard try await receive(head, bytes) else {
                    cancel(job)
                    _ = try? await response
                    return nil
                }
            }
        } catch {
            cancel(job)
            _ = try? await response
            throw error
        }
        return try await response
    }

    private func finish(_ job: TransferJob, _ pipe: BodyPipe) async throws(HTTPFailure) -> HTTPResponse {
        defer { pipe.close() }
        return try await perform(job)
    }
}

/// Carries the body of a response from the engine's thread to one reader while it comes. libcurl waits if the reader is
/// slow.
final class BodyPipe: Sendable {
    /// The size from which libcurl must wait, in bytes; one more chunk may exceed it.
    static let limit = 256 * 1024

    private struct State {
        var head: HTTPResponse?
        var bytes: [UInt8] = []
        var isPaused = false
        var isClosed = false
        var reader: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    // MARK: The engine's side

    /// Takes a part of the body.
    ///
    /// - Parameter head: returns the response without its body; called once.
    /// - Returns: false if the pipe is full. The same chunk comes again when the transfer continues.
    func put(_ chunk: UnsafeRawBufferPointer, head: () -> HTTPResponse) -> Bool {
        let (isTaken, reader) = state.withLock { state in
            guard state.bytes.count < Self.limit else {
                state.isPaused = true
                return (false, nil as CheckedContinuation<Void, Never>?)
            }
            if state.head == nil { state.head = head() }
            state.bytes.append(contentsOf: chunk)
            return (true, state.reader.take())
        }
        reader?.resume()
        return isTaken
    }

    /// Ends the body.
    func close() {
        let reader = state.withLock { state in
            state.isClosed = true
            return state.reader.take()
        }
        reader?.resume()
    }

    // MARK: The reader's side

    /// Waits for the next part of the body.
    ///
    /// - Parameter goOn: called if the transfer waits for the reader.
    /// - Returns: `nil` at the end of the body, and if the transfer was cancelled.
    func next(goOn: () -> Void) async -> (head: HTTPResponse, bytes: [UInt8])? {
        await withCheckedContinuation { continuation in
            let isReady = state.withLock { state in
                guard state.bytes.isEmpty, !state.isClosed else { return true }
                state.reader = continuation
                return false
            }
            if isReady { continuation.resume() }
        }
        let (head, bytes, wasPaused) = state.withLock { state in
            defer {
                state.bytes = []
                state.isPaused = false
            }
            return (state.head, state.bytes, state.isPaused)
        }
        if wasPaused { goOn() }
        guard let head, !bytes.isEmpty else { return nil }
        return (head, bytes)
    }
}
