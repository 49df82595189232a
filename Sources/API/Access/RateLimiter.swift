import HTTPTypes
import Synchronization
import Timekeeping

/// A token bucket for each key. It holds the tokens for one second, and is refilled at that rate.
final class RateLimiter: Sendable {
    /// The decision about a request, and the headers that report it (draft-ietf-httpapi-ratelimit-headers).
    struct Allowance {
        let isGranted: Bool
        let headers: HTTPFields
    }

    private struct Bucket {
        var tokens: Double
        var filledAt: Duration
    }

    let perSecond: Int
    private let clock: any WallClock
    /// A bucket for each key. There are few keys.
    private let buckets = Mutex<[String: Bucket]>([:])

    init(perSecond: Int, clock: any WallClock) {
        self.perSecond = perSecond
        self.clock = clock
    }

    func take(_ name: String) -> Allowance {
        let now = clock.uptime()
        let capacity = Double(perSecond)
        let (isGranted, left) = buckets.withLock { buckets in
            var bucket = buckets[name] ?? Bucket(tokens: capacity, filledAt: now)
            bucket.tokens = min(capacity, bucket.tokens + (now - bucket.filledAt) / .seconds(1) * capacity)
            bucket.filledAt = now
            let isGranted = bucket.tokens >= 1
            if isGranted { bucket.tokens -= 1 }
            buckets[name] = bucket
            return (isGranted, Int(bucket.tokens))
        }
        return Allowance(
            isGranted: isGranted,
            headers: [
                .rateLimitPolicy: "\"default\";q=\(perSecond);w=1", .rateLimit: "\"default\";r=\(left);t=1",
            ])
    }
}

extension HTTPField.Name {
    static let rateLimit = HTTPField.Name("RateLimit")!
    static let rateLimitPolicy = HTTPField.Name("RateLimit-Policy")!
}
