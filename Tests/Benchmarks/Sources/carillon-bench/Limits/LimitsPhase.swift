/// Measures the parts of the stack alone: no figure of the whole stack can be better.
struct LimitsPhase {
    let bench: Bench

    func run() async throws {
        bench.report.say("limits: the broker alone")
        try await BrokerLimit(bench: bench).run()
        bench.report.say("limits: SQLite alone")
        try await SQLiteLimit(bench: bench).run()
        bench.report.say("limits: HTTP alone")
        try await HTTPLimit(bench: bench).run()
    }
}

/// The names of the figures that are the limits of others.
enum LimitFigure {
    static let broker = "limit: broker, messages through a quorum queue"
    static let tools = "limit: load generator against receiver"
    static let server = "limit: HTTP server, requests"
    static let serverP99 = "limit: HTTP server, p99"
    static let client = "limit: HTTP engine, requests"
    static let runs = "limit: SQLite, runs claimed, published, finished"

    static func creates(batch: Int) -> String { "limit: SQLite, tasks created, \(batch) a commit" }

    static func latency(rate: Int, percentile: Int) -> String {
        "limit: broker, due messages at \(rate)/s, p\(percentile)"
    }
}
