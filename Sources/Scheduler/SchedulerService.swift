internal import AsyncPrimitives
public import Logging
internal import Messages
public import ServiceLifecycle
public import TaskModel
public import Timekeeping

/// The scheduler: owns the table, answers the API, publishes what is due and records what came of it.
public struct SchedulerService: Service {
    public struct Settings: Sendable {
        /// Runs of one action that may be outstanding at once.
        public var window: Int
        public var mode: DispatchMode
        public var retention: Retention

        public init(window: Int = 5000, mode: DispatchMode = .onTime, retention: Retention = Retention()) {
            self.window = window
            self.mode = mode
            self.retention = retention
        }
    }

    private let requestHandler: RequestHandler
    private let eventHandler: ResultHandler
    private let letterHandler: DeadLetterConsumer
    private let housekeeper: Housekeeper
    private let dispatcher: Dispatcher
    private let calendarFollower: CalendarFollower
    private let backfiller: Backfiller
    private let census: ExecutorCensus

    public init(
        store: any TaskStore, bus: SchedulerBus, clock: any WallClock, random: RandomSource = .system,
        settings: Settings, logger: Logger
    ) {
        let announcer = bus.announcer
        store.announceEvents { announcer.announce($0.map { $0.message() }) }
        dispatcher = Dispatcher(
            store: store, publisher: bus.publisher, clock: clock,
            settings: .init(window: settings.window, mode: settings.mode), logger: logger)
        let calendarChanged = AsyncSignal()
        calendarFollower = CalendarFollower(
            store: store, dispatcher: dispatcher, clock: clock, changed: calendarChanged, logger: logger)
        let backfillStarted = AsyncSignal()
        backfiller = Backfiller(
            store: store, dispatcher: dispatcher, clock: clock, started: backfillStarted, logger: logger)
        census = ExecutorCensus(inspector: bus.inspector, dispatcher: dispatcher, clock: clock)
        requestHandler = RequestHandler(
            store: store, requests: bus.requests, replier: bus.replier, publisher: bus.publisher,
            announcer: bus.announcer, inspector: bus.inspector, dispatcher: dispatcher, clock: clock,
            calendarChanged: calendarChanged, backfillStarted: backfillStarted, logger: logger)
        eventHandler = ResultHandler(
            store: store, events: bus.events, dispatcher: dispatcher, clock: clock, logger: logger)
        letterHandler = DeadLetterConsumer(
            store: store, letters: bus.letters, dispatcher: dispatcher, clock: clock, random: random, logger: logger)
        housekeeper = Housekeeper(
            store: store, announcer: bus.announcer, inspector: bus.inspector, dispatcher: dispatcher, clock: clock,
            settings: .init(retention: settings.retention), logger: logger)
    }

    /// Works until graceful shutdown. Then it takes no more requests and events, finishes those that are here, waits for
    /// the runs on their way to the broker, and returns.
    public func run() async throws {
        try await withGracefulShutdownHandler {
            try await dispatcher.load()
            try await withThrowingTaskGroup { group in
                group.addTask { try await housekeeper.run() }
                group.addTask { try await calendarFollower.run() }
                group.addTask { try await backfiller.run() }
                group.addTask { try await census.run() }
                try await withThrowingTaskGroup { working in
                    working.addTask { try await requestHandler.run() }
                    working.addTask { try await eventHandler.run() }
                    working.addTask { try await letterHandler.run() }
                    working.addTask { try await dispatcher.run() }
                    try await working.waitForAll()
                }
                group.cancelAll()
            }
        } onGracefulShutdown: {
            dispatcher.stop()
            Task {
                await requestHandler.requests.stop()
                await eventHandler.events.stop()
                await letterHandler.letters.stop()
            }
        }
    }
}
