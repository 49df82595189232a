/// How much of everything is measured.
struct Scale: Sendable {
    /// Posts of the intake phase, over ``intakeConnections`` connections.
    var intakeTasks: Int
    var intakeConnections = 64
    /// Webhooks due at the same instant, a measurement each.
    var bursts: [Int]
    /// Webhooks a second, a measurement each.
    var latenessRates = [50, 500]
    /// How long each rate is kept up.
    var latenessSeconds: Int
    /// Tasks that wait for later.
    var storedTasks: Int
    /// How often each kind of list is asked for.
    var listRequests: Int
    /// How much the parts are given to do alone, relative to the full benchmark.
    var limitMessages: Int
    var limitSeconds: Int

    /// What the targets are about.
    static let full = Scale(
        intakeTasks: 100_000, bursts: [10_000, 50_000], latenessSeconds: 60, storedTasks: 1_000_000, listRequests: 1000,
        limitMessages: 50_000, limitSeconds: 10)
    /// Enough to see that everything works, and for a first impression.
    static let quick = Scale(
        intakeTasks: 20_000, bursts: [5000], latenessSeconds: 10, storedTasks: 100_000, listRequests: 200,
        limitMessages: 10_000,
        limitSeconds: 3)
}
