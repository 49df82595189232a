import AMQP
import Actions
import AsyncHTTPClient
import Executor
import Foundation
import Launch
import Messages
import NIOCore
import NIOPosix
import RabbitMQTransport
import TaskModel
import Timekeeping

/// An executor of the built-in actions: `carillon-executor --help` lists its settings.
///
/// To serve an action of your own, add its name to `known` and the action to the registry.
@main
enum CarillonExecutor {
    static let actions = Setting("actions", standard: "webhook,message", summary: "the actions to serve")
    static let concurrency = Setting("concurrency", standard: "256", summary: "runs in flight at once")

    /// The machine and the process, as the history of a task shows them.
    private static let name = "\(ProcessInfo.processInfo.hostName)/\(ProcessInfo.processInfo.processIdentifier)"

    /// Cancellations that are read but not settled; telling of one takes no time.
    private static let cancellationsAtOnce = 200

    /// What this executor can do.
    private static let known = [WebhookAction.name, MessageAction.name]

    static func main() async {
        if WorkerProcess.begin() { return await performSuspects() }
        _ = NIOSingletons.unsafeTryInstallSingletonPosixEventLoopGroupAsConcurrencyGlobalExecutor()
        await Launch.run("carillon-executor", settings: [actions, concurrency]) { settings, logger in
            let clock = SystemClock()
            let names = try names(settings)
            let limit = try settings.int(concurrency, in: 1...10_000)
            let id = UUID().uuidString.lowercased()
            let topology = Topology.executor(
                id, actions: names, sendsMessages: names.contains(MessageAction.name))
            let publishing = try AMQPConnection.service(
                settings, name: "carillon-executor publishing", topology: topology, logger: logger)
            let consuming = try AMQPConnection.service(
                settings, name: "carillon-executor consuming", topology: topology, logger: logger)
            let publisher = RabbitMQPublisher(connection: publishing, appID: "carillon-executor")
            let client = WebhookClient(maximumConnectionsPerHost: limit)
            let executor = ExecutorService(
                actions: registry(client, publisher, clock),
                subscriptions: names.map {
                    RabbitMQSubscription(connection: consuming, queue: Names.Queue.action($0), prefetch: limit)
                },
                cancellations: RabbitMQSubscription(
                    connection: consuming, queue: Names.Queue.cancellations(id), prefetch: cancellationsAtOnce),
                publisher: publisher, workers: ProcessLauncher(), clock: clock,
                settings: .init(concurrency: limit, name: Self.name, actions: names), logger: logger
            )
            return [publishing, consuming, client, executor]
        }
    }

    /// The actions, in the executor itself and in the workers that perform suspect runs for it.
    private static func registry(
        _ client: WebhookClient, _ publisher: any Publisher, _ clock: any WallClock
    ) -> ActionRegistry {
        ActionRegistry([WebhookAction(client: client.http, clock: clock), MessageAction(publisher: publisher)])
    }

    /// What a worker does: see `WorkerProcess`.
    private static func performSuspects() async {
        await Launch.part("carillon-executor worker", settings: [actions, concurrency]) { settings, logger in
            let clock = SystemClock()
            let limit = try settings.int(concurrency, in: 1...10_000)
            let connection = try AMQPConnection.service(
                settings, name: "carillon-executor worker", topology: Topology(exchanges: [], queues: [], bindings: []),
                logger: logger)
            let publisher = LazyPublisher(connection: connection, appID: "carillon-executor", logger: logger)
            let client = WebhookClient(maximumConnectionsPerHost: limit)
            await WorkerProcess.serve(registry(client, publisher, clock), clock: clock, logger: logger)
        }
    }

    private static func names(_ settings: Settings) throws -> [ActionName] {
        let words = settings.string(actions).split(separator: ",").map { $0.trimmingPrefix(while: \.isWhitespace) }
        let names = words.compactMap { ActionName(String($0)) }
        guard !names.isEmpty, names.count == words.count, Set(names).count == names.count else {
            throw settings.invalid(actions, expected: "names of actions, separated by commas")
        }
        guard names.allSatisfy(known.contains) else {
            let words = known.map(\.rawValue).joined(separator: ", ")
            throw settings.invalid(actions, expected: "actions that this executor has (\(words))")
        }
        return names
    }
}
