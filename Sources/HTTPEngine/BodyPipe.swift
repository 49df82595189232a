internal import Synchronization

/// Carries the body of an answer from the engine's thread to one reader, as it comes. Bounded: libcurl waits while the
/// reader is slow.
final class BodyPipe: Sendable {
    /// What is held before libcurl must wait, in bytes; one more chunk may come on top.
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

    /// Takes in a part of the body.
    ///
    /// - Parameter head: of the answer; asked for once.
    /// - Returns: false if it is full. The same chunk comes again once the transfer goes on.
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

    /// Nothing more comes.
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
    /// - Returns: `nil` at the end, which a cancelled transfer has, too.
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
