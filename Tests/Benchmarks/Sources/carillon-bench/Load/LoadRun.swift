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

    /// - Returns: `nil` if none is left.
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

/// The results of a number of requests.
struct LoadResult: Sendable {
    /// From sending a request to having its whole answer, in microseconds.
    var latencies = Histogram<UInt64>.microseconds
    /// Answers with an unexpected status, and requests without an answer.
    var failures = 0
    /// Describes the first failure.
    var firstFailure: String?
    /// The body of the latest answer.
    var body: [UInt8] = []
    /// From the first request to the last answer.
    var elapsed: Duration = .zero

    /// Answers a second.
    var rate: Double { Double(latencies.totalCount) / elapsed.seconds }

    func milliseconds(atPercentile percentile: Double) -> Double {
        Double(latencies.valueAtPercentile(percentile)) / 1000
    }

    func throwIfFailed(_ what: String) throws {
        guard failures > 0 else { return }
        throw BenchError("\(what): \(failures) requests failed, the first with \(firstFailure ?? "no answer")")
    }
}

extension Duration {
    var seconds: Double { self / .seconds(1) }
}

extension Histogram<UInt64> {
    /// For microseconds up to ten minutes, to three digits.
    static var microseconds: Histogram<UInt64> {
        Histogram(highestTrackableValue: 600_000_000, numberOfSignificantValueDigits: .three)
    }
}
