import CDispatch  // Where the compiler finds `timespec` here.
import Glibc

/// The clock that due times are reckoned by.
enum WallTime {
    /// Nanoseconds since 1970.
    static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// Milliseconds since 1970, rounded down, as in `run_at`.
    static func milliseconds() -> Int64 { now() / 1_000_000 }

    /// Returns when ``milliseconds()`` has reached `deadline`.
    static func sleep(untilMilliseconds deadline: Int64) async throws {
        while true {
            let remaining = deadline * 1_000_000 - now()
            guard remaining > 0 else { return }
            try await Task.sleep(for: .nanoseconds(remaining), tolerance: .zero, clock: .continuous)
        }
    }
}
