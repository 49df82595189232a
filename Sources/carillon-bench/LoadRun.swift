import Histogram
import NIOCore
import Synchronization

/// Requests that a number of connections share: each takes the next when its last is answered.
final class LoadRun: Sendable {
    private let count: Int
    private let expectedStatus: Int
    private let keepsBodies: Bool
    /// Appends the whole request with this number.
    let write: @Sendable (Int, inout ByteBuffer) -> Void

    private let next = Atomic(0)
    private let collected = Mutex(LoadResult())

    init(
        count: Int, expecting status: Int, keepsBodies: Bool = false,
        write: @escaping @Sendable (Int, inout ByteBuffer) -> Void
    ) {
        self.count = count
        self.expectedStatus = status
        self.keepsBodies = keepsBodies
        self.write = write
    }

    /// - Returns: nil where none is left.
    func take() -> Int? {
        let number = next.add(1, ordering: .relaxed).oldValue
        return number < count ? number : nil
    }

    func answered(status: Int, body: Slice<UnsafeRawBufferPointer>, microseconds: UInt64) {
        collected.withLock { result in
            result.latencies.record(microseconds)
            if keepsBodies { result.body = Array(body) }
            guard status != expectedStatus else { return }
            result.failures += 1
            if result.firstFailure == nil {
                result.firstFailure = "\(status): \(String(decoding: body.prefix(500), as: UTF8.self))"
            }
        }
    }

    func unanswered(_ reason: String) {
        collected.withLock { result in
            result.failures += 1
            if result.firstFailure == nil { result.firstFailure = reason }
        }
    }

    var result: LoadResult { collected.withLock { $0 } }
}
