public import Actions
internal import AsyncPrimitives
public import Logging
public import Messages
public import ServiceLifecycle
public import TaskModel
public import Timekeeping

/// An executor: consumes the queues of its actions, performs runs, tells what came of them.
public struct ExecutorService: Service {
    public struct Settings: Sendable {
        /// Runs in flight at once.
        public var concurrency: Int
        /// How long runs under way may take to end once the executor is told to stop.
        public var drainTimeout: Duration
        /// Who this is, for people who read the history of a task.
        public var name: String
        /// The actions that it serves.
        public var actions: [ActionName]

        public init(
            concurrency: Int = 256, drainTimeout: Duration = .seconds(10), name: String = "executor",
            actions: [ActionName] = []
        ) {
            self.concurrency = concurrency
            self.drainTimeout = drainTimeout
            self.name = name
            self.actions = actions
        }
    }

    private let consumer: RunConsumer
    private let subscriptions: [any Subscription]
    private let listener: CancellationListener
    private let publisher: any Publisher
    private let settings: Settings
    private let clock: any WallClock
    private let random: RandomSource
    private let isolated: IsolatedRuns?

    /// - Parameters:
    ///   - subscriptions: the queues to serve. Their prefetch bounds what waits in this process.
    ///   - cancellations: the queue that tells which runs to stop.
    ///   - workers: start the processes that perform suspect runs: those that were under way when an executor died.
    ///     Without them these are performed like all others, and one that ends its process ends the executor.
    public init(
        actions: ActionRegistry, subscriptions: [any Subscription], cancellations: any Subscription,
        publisher: any Publisher, workers: (any WorkerLauncher)? = nil, clock: any WallClock,
        random: RandomSource = .system, settings: Settings, logger: Logger
    ) {
        isolated = workers.map {
            IsolatedRuns(launcher: $0, clock: clock, executor: settings.name, logger: logger)
        }
        let performer = RunPerformer(actions: actions, clock: clock, executor: settings.name, logger: logger)
        consumer = RunConsumer(
            performer: performer, publisher: publisher, clock: clock, random: random,
            concurrency: settings.concurrency, queues: max(1, subscriptions.count), isolated: isolated, logger: logger)
        listener = CancellationListener(subscription: cancellations, consumer: consumer, logger: logger)
        self.subscriptions = subscriptions
        self.publisher = publisher
        self.random = random
        self.settings = settings
        self.clock = clock
    }

    /// Works until graceful shutdown. Then it takes no more runs, lets those under way end, and leaves to the broker what
    /// has not ended by ``Settings/drainTimeout``.
    public func run() async throws {
        try await withThrowingTaskGroup { group in
            group.addTask { try await watch() }
            // Until the last run has ended: those that are waited for can be cancelled, too.
            group.addTask { try await listener.run() }
            group.addTask { await tellActions() }
            try await withGracefulShutdownHandler {
                try await withThrowingTaskGroup { serving in
                    for (queue, subscription) in subscriptions.enumerated() {
                        serving.addTask { try await consumer.serve(subscription, as: queue) }
                    }
                    try await serving.waitForAll()
                }
            } onGracefulShutdown: {
                Task {
                    for subscription in subscriptions { await subscription.stop() }
                    if publisher.isReady { await tellActions(concurrency: 0) }
                    try? await clock.sleep(for: settings.drainTimeout)
                    consumer.abandon()
                }
            }
            group.cancelAll()
        }
        await isolated?.endAll()
    }

    /// Says which actions it serves, until it is cancelled. One that gets lost is said again: soon at first, since a
    /// scheduler that starts at the same time may not listen yet.
    private func tellActions() async {
        var pause = Duration.zero
        repeat {
            pause = min(pause * 3 + .seconds(1), .seconds(ActionServed.interval))
            await publisher.waitUntilReady()
            await tellActions(
                concurrency: AsyncSemaphore.mostOfQueue(settings.concurrency, queues: max(1, subscriptions.count)))
        } while (try? await clock.sleep(for: pause)) != nil
    }

    private func tellActions(concurrency: Int) async {
        var random = random
        let now = clock.now()
        _ = await publisher.publish(
            settings.actions.map { action in
                ActionServed(
                    action: action, executor: settings.name, concurrency: concurrency, isolates: isolated != nil
                ).message(messageID: MessageID(milliseconds: now.milliseconds, using: &random).description)
            })
    }

    private func watch() async throws {
        while !Task.isCancelled {
            await consumer.watch()
            do {
                try await clock.sleep(for: .milliseconds(200))
            } catch is CancellationError {
                return
            }
        }
    }
}
