internal import AsyncPrimitives
package import Logging
package import Messages
internal import ServiceLifecycle
package import TaskModel
package import Timekeeping

/// An executor: consumes the queues of its actions, performs the runs and publishes their results.
package struct ExecutorService: Service {
    package struct Settings: Sendable {
        /// The number of runs that are performed at the same time.
        package var concurrency: Int
        /// The time that runs have to end once the executor is asked to stop.
        package var drainTimeout: Duration
        /// The name of the executor in the history of tasks.
        package var name: String
        /// The actions that it serves.
        package var actions: [ActionName]

        package init(
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
    /// The work of runs, which may go on for a while after their end, and the last announcement.
    private let tasks: BackgroundTasks

    /// - Parameters:
    ///   - subscriptions: the queues to serve. Their prefetch bounds the runs that wait in this process.
    ///   - cancellations: the queue with the runs to stop.
    ///   - workers: starts the processes that perform suspect runs: those that an executor had when it died. If it is
    ///     `nil`, they are performed like all others, and one that ends its process ends the executor.
    package init(
        actions: ActionRegistry, subscriptions: [any Subscription], cancellations: any Subscription,
        publisher: any Publisher, workers: (any WorkerLauncher)? = nil, clock: any WallClock,
        random: RandomSource = .system, settings: Settings, logger: Logger
    ) {
        let tasks = BackgroundTasks()
        self.tasks = tasks
        isolated = workers.map {
            IsolatedRuns(launcher: $0, clock: clock, executor: settings.name, tasks: tasks, logger: logger)
        }
        let performer = RunPerformer(actions: actions, clock: clock, executor: settings.name, logger: logger)
        consumer = RunConsumer(
            performer: performer, publisher: publisher, clock: clock, random: random,
            concurrency: settings.concurrency, queues: max(1, subscriptions.count), isolated: isolated, tasks: tasks,
            logger: logger)
        listener = CancellationListener(subscription: cancellations, consumer: consumer, logger: logger)
        self.subscriptions = subscriptions
        self.publisher = publisher
        self.random = random
        self.settings = settings
        self.clock = clock
    }

    /// Works until graceful shutdown. Then it takes no more runs, waits for those that it has, and leaves to the broker
    /// what has not ended within ``Settings/drainTimeout``. Without runs it returns at once.
    ///
    /// - Throws: what a subscription throws.
    package func run() async throws {
        try await withThrowingTaskGroup { group in
            group.addTask { await watch() }
            // Until the last run has ended: a run can be cancelled during the drain, too.
            group.addTask { try await listener.run() }
            group.addTask { await announceActions() }
            try await serve()
            group.cancelAll()
        }
        await isolated?.endAll()
        await waitForTasks()
    }

    /// Serves all queues, and returns once they have stopped and every run has ended.
    private func serve() async throws {
        try await withThrowingTaskGroup { group in
            group.addTask {
                await drainAtShutdown()
                return false
            }
            for (queue, subscription) in subscriptions.enumerated() {
                group.addTask {
                    try await consumer.serve(subscription, as: queue)
                    return true
                }
            }
            var serving = subscriptions.count
            while serving > 0, let isQueue = try await group.next() { serving -= isQueue ? 1 : 0 }
            // Nothing is left to drain.
            group.cancelAll()
        }
    }

    /// Waits for graceful shutdown, stops the intake, and gives up what is left once the drain time is over. If the task
    /// is cancelled, it gives up at once.
    private func drainAtShutdown() async {
        do {
            try await gracefulShutdown()
            for subscription in subscriptions { await subscription.stop() }
            if publisher.isReady { tasks.start { await announce(concurrency: 0) } }
            try await clock.sleep(for: settings.drainTimeout)
        } catch {
            // Cancelled: either all queues have ended, or the service must end now.
        }
        await consumer.abandon()
    }

    /// Announces which actions this executor serves, until the task is cancelled. The announcement is repeated in case
    /// one gets lost: soon at first, since a scheduler that starts at the same time may not listen yet.
    private func announceActions() async {
        var pause = Duration.zero
        repeat {
            pause = min(pause * 3 + .seconds(1), .seconds(ActionServed.interval))
            await publisher.waitUntilReady()
            await announce(
                concurrency: AsyncSemaphore.mostOfQueue(settings.concurrency, queues: max(1, subscriptions.count)))
        } while (try? await clock.sleep(for: pause)) != nil
    }

    private func announce(concurrency: Int) async {
        var random = random
        let now = clock.now()
        _ = await publisher.publish(
            settings.actions.map { action in
                ActionServed(
                    action: action, executor: settings.name, concurrency: concurrency, isolates: isolated != nil
                ).message(messageID: MessageID(milliseconds: now.milliseconds, using: &random).description)
            })
    }

    /// Waits for cancelled work and the last announcement, for ``RunInFlight/grace`` at most: work that ignores its
    /// cancellation ends with the process.
    private func waitForTasks() async {
        await withTaskGroup { group in
            group.addTask { await tasks.waitForAll() }
            group.addTask { try? await clock.sleep(for: RunInFlight.grace) }
            await group.next()
            group.cancelAll()
        }
    }

    /// Looks after the runs five times a second, until the task is cancelled.
    private func watch() async {
        repeat {
            await consumer.watch()
        } while (try? await clock.sleep(for: .milliseconds(200))) != nil
    }
}
