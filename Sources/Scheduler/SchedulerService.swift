public import Logging
public import Messages
public import ServiceLifecycle
public import Timekeeping

/// The scheduler: owns the table, answers the API, publishes what is due and records what came of it.
public struct SchedulerService: Service {
    public struct Settings: Sendable {
        /// Runs of one action that may be outstanding at once.
        public var window: Int
        public var mode: DispatchMode

        public init(window: Int = 5000, mode: DispatchMode = .onTime) {
            self.window = window
            self.mode = mode
        }
    }

    private let requestHandler: RequestHandler
    private let eventHandler: EventHandler
    private let dispatcher: Dispatcher

    public init(
        store: any TaskStore, requests: any Subscription, events: any Subscription, publisher: any Publisher,
        replier: any Replier, clock: any WallClock, settings: Settings, logger: Logger
    ) {
        dispatcher = Dispatcher(
            store: store, publisher: publisher, clock: clock,
            settings: .init(window: settings.window, mode: settings.mode), logger: logger)
        requestHandler = RequestHandler(
            store: store, requests: requests, replier: replier, publisher: publisher, dispatcher: dispatcher,
            clock: clock, logger: logger)
        eventHandler = EventHandler(
            store: store, events: events, dispatcher: dispatcher, clock: clock, logger: logger)
    }

    /// Works until graceful shutdown. Then it takes no more requests and events, finishes those that are here, waits for
    /// the runs on their way to the broker, and returns.
    public func run() async throws {
        try await withGracefulShutdownHandler {
            try await withThrowingTaskGroup { group in
                group.addTask { try await requestHandler.run() }
                group.addTask { try await eventHandler.run() }
                group.addTask { try await dispatcher.run() }
                try await group.waitForAll()
            }
        } onGracefulShutdown: {
            dispatcher.stop()
            Task {
                await requestHandler.requests.stop()
                await eventHandler.events.stop()
            }
        }
    }
}
