import Hummingbird
public import Logging
public import Messages
public import ServiceLifecycle
public import TaskModel
public import Timekeeping

/// The HTTP API. It keeps nothing: every request becomes a question to the scheduler.
public struct APIService: Service {
    public struct Settings: Sendable {
        public var host: String
        /// 0 takes any free port.
        public var port: Int

        public init(host: String = "127.0.0.1", port: Int = 8080) {
            self.host = host
            self.port = port
        }
    }

    let application: Application<RouterResponder<APIRequestContext>>

    /// - Parameter onListening: told the port once requests are taken.
    public init(
        scheduler: any SchedulerClient, clock: any WallClock, random: RandomSource = .system, settings: Settings,
        logger: Logger, onListening: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        let router = Router(context: APIRequestContext.self)
        router.middlewares.add(ProblemMiddleware())
        NamedTaskRoutes(scheduler: scheduler, clock: clock, random: random).add(to: router)
        TaskRoutes(scheduler: scheduler, clock: clock, random: random).add(to: router)
        DeadRoutes(scheduler: scheduler, clock: clock).add(to: router)
        RecurrenceRoutes(clock: clock).add(to: router)
        HealthRoutes(scheduler: scheduler).add(to: router)
        application = Application(
            responder: router.buildResponder(),
            configuration: .init(address: .hostname(settings.host, port: settings.port), serverName: nil),
            onServerRunning: { channel in await onListening(channel.localAddress?.port ?? settings.port) },
            logger: logger)
    }

    /// Serves until graceful shutdown; requests under way are answered.
    public func run() async throws {
        try await application.run()
    }
}
