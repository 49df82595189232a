import Glibc

/// A moment on CLOCK_MONOTONIC, in nanoseconds. Cheap to read, compare and store in large numbers.
struct MonotonicTime: Comparable, Hashable, Sendable {
    var nanoseconds: Int64

    static func now() -> MonotonicTime {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return MonotonicTime(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }

    static let distantFuture = MonotonicTime(nanoseconds: .max)

    static func < (lhs: Self, rhs: Self) -> Bool { lhs.nanoseconds < rhs.nanoseconds }

    func advanced(by duration: Duration) -> MonotonicTime {
        let (sum, overflow) = nanoseconds.addingReportingOverflow(duration.nanoseconds)
        return overflow ? .distantFuture : MonotonicTime(nanoseconds: sum)
    }

    func elapsed(since earlier: MonotonicTime) -> Duration {
        .nanoseconds(nanoseconds - earlier.nanoseconds)
    }

    /// Milliseconds from here to `deadline`, rounded up so that a poll does not return just before it; 0 if it has passed.
    func milliseconds(until deadline: MonotonicTime, atMost cap: Int32) -> Int32 {
        guard deadline > self else { return 0 }
        let (difference, overflow) = deadline.nanoseconds.subtractingReportingOverflow(nanoseconds)
        if overflow { return cap }
        let milliseconds = difference / 1_000_000 + (difference % 1_000_000 == 0 ? 0 : 1)
        return Int32(min(Int64(cap), milliseconds))
    }
}
