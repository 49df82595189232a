internal import AMQP
public import Executor
internal import Foundation
internal import Launch
internal import Logging
package import Messages
internal import RabbitMQTransport
public import ServiceLifecycle
package import TaskModel
package import Timekeeping

/// An executor as a program: settings, connections to the broker, logs, signals and shutdown around your actions.
///
/// ```swift
/// import CarillonExecutor
///
/// try await ExecutorApp(actions: [PostToChat()]).run()
/// ```
///
/// The settings come from flags, or else from environment variables: `--amqp-url` or `CARILLON_AMQP_URL`, `--actions`
/// (those of the program that it serves), `--concurrency`, `--log-level` and `--log-format`; `--help` lists them.
///
/// On SIGTERM or SIGINT the executor takes no more runs, lets those that it has end for up to 10 seconds, and leaves the
/// others to the broker. Its counters go to swift-metrics: call `MetricsSystem.bootstrap` first to export them.
public struct ExecutorApp: Sendable {
    /// What a program of executors is built from once its settings are known.
    package struct Parts: Sendable {
        package var actions: [any Action]
        package var services: [any Service]

        package init(actions: [any Action], services: [any Service]) {
            self.actions = actions
            self.services = services
        }
    }

    /// What the parts may use.
    package struct Environment: Sendable {
        /// The number of runs that are performed at the same time.
        package var concurrency: Int
        /// Publishes over a connection of the program.
        package var publisher: any Publisher
        package var clock: any WallClock
    }

    /// The `app_id` of its messages, and the logger's label.
    let name: String
    private let actions: [ActionName]
    /// The action that publishes to `carillon.messages`, if the program has one.
    private let messageAction: ActionName?
    let parts: @Sendable (Environment) -> Parts

    /// - Parameters:
    ///   - name: the name of the program in its log and in the `app_id` of its messages. The name of the executable if it
    ///     is `nil`.
    ///   - actions: the actions that the program can perform. Their names must differ.
    ///   - services: what the actions use and what must run meanwhile, such as a connection pool. They start before the
    ///     executor and stop after it. Workers run them, too: see ``run()``.
    public init(name: String? = nil, actions: [any Action], services: [any Service] = []) {
        let executable = CommandLine.arguments.first.map { URL(filePath: $0).lastPathComponent }
        self.init(name: name ?? executable ?? "executor", actions: actions.map { type(of: $0).name }) { _ in
            Parts(actions: actions, services: services)
        }
    }

    /// - Parameters:
    ///   - actions: the names of the actions that `parts` makes.
    ///   - messageAction: the one that publishes to the exchange `carillon.messages`, which is declared for it.
    ///   - parts: called once, with the settings.
    package init(
        name: String, actions: [ActionName], messageAction: ActionName? = nil,
        parts: @escaping @Sendable (Environment) -> Parts
    ) {
        self.name = name
        self.actions = actions
        self.messageAction = messageAction
        self.parts = parts
    }

    /// Performs runs until SIGTERM or SIGINT.
    ///
    /// If a setting can't be used, it prints the reason in a line and ends the process with status 2; with status 1 if the
    /// executor can't go on. With `--help` and `--version` it prints the text and returns.
    ///
    /// A run that may end its process is performed by a worker: the executor starts the same program again, with the same
    /// arguments and environment, and this method serves the runs there. What comes before `run()` is done in workers, too.
    ///
    /// - Throws: ``ExecutorAppError`` if the program has no action, or two with the same name.
    public func run() async throws(ExecutorAppError) {
        guard !actions.isEmpty else { throw ExecutorAppError("an executor needs at least one action") }
        guard Set(actions).count == actions.count else {
            throw ExecutorAppError("two actions have the same name: \(actions.map(\.rawValue).joined(separator: ", "))")
        }
        if WorkerProcess.begin() { await serveAsWorker() } else { await serve() }
    }

    // MARK: - The executor

    /// The number of cancellations that are read and not settled. Handling one takes no time.
    private static let cancellationPrefetch = 200

    private func serve() async {
        await Launch.run(name, settings: settings) { settings, logger in
            let names = try served(settings)
            let limit = try concurrency(settings)
            let id = UUID().uuidString.lowercased()
            let topology = Topology.executor(
                id, actions: names, sendsMessages: messageAction.map(names.contains) ?? false)
            let publishing = try AMQPConnection.service(
                settings, name: "\(name) publishing", topology: topology, logger: logger)
            let consuming = try AMQPConnection.service(
                settings, name: "\(name) consuming", topology: topology, logger: logger)
            let publisher = RabbitMQPublisher(connection: publishing, appID: name)
            let clock = SystemClock()
            let parts = parts(Environment(concurrency: limit, publisher: publisher, clock: clock))
            let executor = ExecutorService(
                actions: ActionRegistry(parts.actions),
                subscriptions: names.map {
                    RabbitMQSubscription(connection: consuming, queue: Names.Queue.action($0), prefetch: limit)
                },
                cancellations: RabbitMQSubscription(
                    connection: consuming, queue: Names.Queue.cancellations(id),
                    prefetch: Self.cancellationPrefetch),
                publisher: publisher, workers: ProcessLauncher(), clock: clock,
                settings: .init(concurrency: limit, name: Self.processName, actions: names), logger: logger)
            return [publishing, consuming] + parts.services + [executor]
        }
    }

    /// The machine and the process, as the history of a task shows them.
    private static var processName: String {
        "\(ProcessInfo.processInfo.hostName)/\(ProcessInfo.processInfo.processIdentifier)"
    }

    // MARK: - Settings

    private static let concurrencySetting = Setting(
        "concurrency", standard: "256", summary: "runs in flight at once")

    private var actionsSetting: Setting {
        Setting(
            "actions", standard: actions.map(\.rawValue).joined(separator: ","), summary: "the actions to serve")
    }

    var settings: [Setting] { [actionsSetting, Self.concurrencySetting] }

    func concurrency(_ settings: Settings) throws -> Int {
        try settings.int(Self.concurrencySetting, in: 1...10_000)
    }

    private func served(_ settings: Settings) throws -> [ActionName] {
        let words = settings.string(actionsSetting).split(separator: ",").map {
            $0.trimmingPrefix(while: \.isWhitespace)
        }
        let names = words.compactMap { ActionName(String($0)) }
        guard !names.isEmpty, names.count == words.count, Set(names).count == names.count else {
            throw settings.invalid(actionsSetting, expected: "names of actions, separated by commas")
        }
        guard names.allSatisfy(actions.contains) else {
            let words = actions.map(\.rawValue).joined(separator: ", ")
            throw settings.invalid(actionsSetting, expected: "actions that this executor has (\(words))")
        }
        return names
    }
}

/// A mistake in the program around an ``ExecutorApp``.
public struct ExecutorAppError: Error, Sendable, CustomStringConvertible {
    /// A sentence for people.
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
