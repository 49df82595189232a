import TestSupport

/// How a ``Stack`` differs from the usual one.
struct StackOptions: Sendable {
    /// The broker; nil for the one that the tests share.
    var node: BrokerNode?
    /// Who connects to the broker, where it is not its own user.
    var user: BrokerUser?
    /// Settings of all services, by environment variable.
    var common: [String: String] = [:]
    /// Settings of the scheduler.
    var scheduler: [String: String] = [:]
    /// An executor for each of these settings.
    var executors: [[String: String]] = [[:]]
    /// What the scheduler is started by: a command and its arguments, ended by the scheduler itself.
    var schedulerPrefix: [String] = []
    /// Where the scheduler's database is; nil for the directory of the stack.
    var databaseDirectory: String?
    /// The broker's port, where the services do not reach it directly.
    var brokerPort: Int?
    /// Whether it hardly works, and so need not wait for others to end.
    var isIdle = false
}
