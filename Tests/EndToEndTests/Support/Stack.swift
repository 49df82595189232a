import Foundation
import TestSupport

/// The three services at work on a virtual host of their own.
struct Stack: Sendable {
    let broker: Broker
    /// For files; removed at the end.
    let directory: String
    /// The scheduler's SQLite file.
    let databasePath: String
    let scheduler: ServiceProcess
    let api: ServiceProcess
    let executors: [ServiceProcess]
    let client: TaskClient
    let receiver: Receiver
    /// How many of the executors consume each queue.
    private let consumers: [String: Int]

    var executor: ServiceProcess { executors[0] }
    var services: [ServiceProcess] { [scheduler, api] + executors }

    init(_ options: StackOptions, broker: Broker, directory: String, receiver: Receiver) throws {
        let port = try freePort()
        databasePath = (options.databaseDirectory ?? directory) + "/carillon.sqlite"
        let common = options.common.merging(
            [
                "CARILLON_AMQP_URL": broker.url(options.user, port: options.brokerPort),
                "CARILLON_DATABASE": databasePath,
            ]
        ) { given, _ in given }
        self.broker = broker
        self.directory = directory
        self.receiver = receiver
        scheduler = ServiceProcess(
            .scheduler, prefix: options.schedulerPrefix,
            environment: common.merging(options.scheduler) { _, new in new }, directory: directory)
        api = ServiceProcess(
            .api, environment: common.merging(["CARILLON_HTTP_PORT": "\(port)"]) { _, new in new },
            directory: directory)
        executors = options.executors.enumerated().map { index, settings in
            ServiceProcess(
                .executor, name: "executor-\(index + 1)", environment: common.merging(settings) { _, new in new },
                directory: directory)
        }
        let actions = options.executors.flatMap { ($0["CARILLON_ACTIONS"] ?? "webhook,message").split(separator: ",") }
        consumers = Dictionary(actions.map { ("carillon.actions.\($0)", 1) }, uniquingKeysWith: +)
        client = TaskClient(base: "http://127.0.0.1:\(port)")
    }

    func service(_ kind: ServiceKind) -> ServiceProcess {
        switch kind {
        case .scheduler: scheduler
        case .executor: executor
        case .api: api
        }
    }

    /// Starts everything, and waits until it is ready.
    func start() async throws {
        for service in services { try await service.start() }
        try await waitUntilReady()
        for (queue, count) in consumers { try await waitForConsumers(count, of: queue) }
    }

    /// Waits until the API, the scheduler and the broker answer.
    func waitUntilReady() async throws {
        try await wait(until: "the stack is ready", timeout: .seconds(60)) {
            (try? await client.request("GET", "/readyz"))?.status == 200
        }
    }

    /// Waits until so many executors consume a queue.
    func waitForConsumers(_ count: Int, of queue: String = "carillon.actions.webhook") async throws {
        try await wait(until: "\(count) consume \(queue)", timeout: .seconds(60), every: .milliseconds(50)) {
            try await broker.consumers(of: queue) == count
        }
    }

    func stop() async {
        for service in services { await service.kill() }
    }

    /// The ends of the logs, to be shown with a failure.
    var lastWords: String {
        services.map { service in
            let lines = service.log.split(separator: "\n").suffix(8).joined(separator: "\n    ")
            return "\n  carillon-\(service.kind.rawValue):\n    \(lines)"
        }.joined()
    }
}
