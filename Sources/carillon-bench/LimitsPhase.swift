/// What the parts of the stack do alone: no figure of the whole can be better than that.
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
