/// The names of the figures that limit others.
enum LimitName {
    static let broker = "limit: broker, messages through a quorum queue"
    static let tools = "limit: load generator against receiver"
    static let server = "limit: HTTP server, requests"
    static let serverP99 = "limit: HTTP server, p99"
    static let client = "limit: HTTP client, requests"
    static let runs = "limit: SQLite, runs claimed, published, finished"

    static func creates(batch: Int) -> String { "limit: SQLite, tasks created, \(batch) a commit" }

    static func latency(rate: Int, percentile: Int) -> String {
        "limit: broker, due messages at \(rate)/s, p\(percentile)"
    }
}
