import Histogram

/// What came of a number of requests.
struct LoadResult: Sendable {
    /// From sending a request to having its whole answer, in microseconds.
    var latencies = Histogram<UInt64>.microseconds
    /// Answers with a status that was not hoped for, and requests without one.
    var failures = 0
    /// What was wrong first.
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
