import Glibc
import Hummingbird
import HummingbirdCore
public import Logging
public import Messages
import NIOCore
public import ServiceLifecycle
public import TaskModel
public import Timekeeping

/// The HTTP API. It stores nothing: each request becomes a message to the scheduler.
public struct APIService: Service {
    public struct Settings: Sendable {
        public var host: String
        /// The port; 0 for any free one.
        public var port: Int
        /// A key with all rights; `nil` for none.
        public var adminKey: String?
        /// How many requests a key may send in a second; `nil` for no limit.
        public var requestsPerSecond: Int?
        public var limits: ConnectionLimits
        /// The web pages whose scripts may use the API; `nil` for none.
        public var crossOrigins: CrossOrigins?
        /// The certificate and its key. If set, the API speaks TLS only.
        public var security: TransportSecurity?
        /// The tokens to accept in addition to keys. If set, each request needs a key or a token.
        public var tokens: TokenSettings?
        /// The host names under which the API may be called while no key is needed.
        public var hosts: HostNames
        /// The zone of tasks and previews that name none; `nil` for UTC, in which case their times need an offset.
        public var zone: Zone?

        public init(
            host: String = "127.0.0.1", port: Int = 8080, adminKey: String? = nil, requestsPerSecond: Int? = nil,
            limits: ConnectionLimits = ConnectionLimits(), crossOrigins: CrossOrigins? = nil,
            security: TransportSecurity? = nil, tokens: TokenSettings? = nil, hosts: HostNames = HostNames(),
            zone: Zone? = nil
        ) {
            self.host = host
            self.port = port
            self.adminKey = adminKey
            self.requestsPerSecond = requestsPerSecond
            self.limits = limits
            self.crossOrigins = crossOrigins
            self.security = security
            self.tokens = tokens
            self.hosts = hosts
            self.zone = zone
        }

        /// Whether only this machine can connect.
        var isLoopback: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }
    }

    let application: Application<EdgeResponder>
    private let keys: KeyRing
    let events: EventHub
    private let tokens: TokenVerifier?
    private let settings: Settings
    private let clock: any WallClock
    private let logger: Logger
    /// The method and path of each route. Tests compare them with the OpenAPI document.
    let routes: [String]

    /// - Parameters:
    ///   - events: the scheduler's messages about tasks, in a queue that only this process has.
    ///   - onListening: called with the port when requests are accepted.
    public init(
        scheduler: any SchedulerClient, events: any Subscription, clock: any WallClock,
        random: RandomSource = .system, settings: Settings, logger: Logger,
        onListening: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        let tokens = settings.tokens.map { TokenVerifier($0, clock: clock, logger: logger) }
        let keys = KeyRing(
            scheduler: scheduler, clock: clock, adminKey: settings.adminKey, tokens: tokens, logger: logger)
        let hub = EventHub(subscription: events, scheduler: scheduler, clock: clock, logger: logger)
        func addRoutes(to router: Router<APIRequestContext>) {
            NamedTaskRoutes(scheduler: scheduler, clock: clock, random: random, zone: settings.zone).add(to: router)
            TaskBatchRoutes(scheduler: scheduler, clock: clock, random: random, zone: settings.zone).add(to: router)
            TaskBulkRoutes(scheduler: scheduler, clock: clock).add(to: router)
            TaskRoutes(scheduler: scheduler, clock: clock, random: random, zone: settings.zone).add(to: router)
            TaskPatchRoutes(scheduler: scheduler, clock: clock, random: random, zone: settings.zone).add(to: router)
            BackfillRoutes(scheduler: scheduler, clock: clock, zone: settings.zone).add(to: router)
            DeadRoutes(scheduler: scheduler, clock: clock).add(to: router)
            ActionRoutes(scheduler: scheduler).add(to: router)
            LimitRoutes(scheduler: scheduler, clock: clock).add(to: router)
            CalendarRoutes(scheduler: scheduler).add(to: router)
            RecurrenceRoutes(scheduler: scheduler, clock: clock, zone: settings.zone).add(to: router)
            KeyRoutes(scheduler: scheduler, keys: keys, clock: clock, random: random).add(to: router)
            EventRoutes(hub: hub, clock: clock).add(to: router)
            HealthRoutes(scheduler: scheduler).add(to: router)
            DocumentRoutes().add(to: router)
        }
        // A router hands middlewares to the routes that are added after them, but one middleware needs the table of all
        // routes.
        let sketch = Router(context: APIRequestContext.self)
        addRoutes(to: sketch)
        let router = Router(context: APIRequestContext.self)
        // The first one, so that pages can read problems, too.
        if let origins = settings.crossOrigins { router.middlewares.add(CrossOriginMiddleware(origins: origins)) }
        router.middlewares.add(ProblemMiddleware())
        router.middlewares.add(RequestHeadMiddleware())
        router.middlewares.add(
            PageGuardMiddleware(
                pages: PageGuard(
                    hosts: settings.hosts, origins: settings.crossOrigins,
                    scheme: settings.security == nil ? "http" : "https"),
                keys: keys))
        router.middlewares.add(
            AccessMiddleware(
                keys: keys,
                limiter: settings.requestsPerSecond.map { RateLimiter(perSecond: $0, clock: clock) }))
        router.middlewares.add(
            MethodMiddleware(table: RouteTable(sketch.routes.map { ($0.method, "\($0.path)") })))
        addRoutes(to: router)
        self.keys = keys
        self.events = hub
        self.tokens = tokens
        self.settings = settings
        self.clock = clock
        self.logger = logger
        routes = router.routes.map { "\($0.method.rawValue) \($0.path)" }
        application = Application(
            responder: EdgeResponder(router: router.buildResponder()),
            server: Self.server(settings),
            configuration: .init(
                address: .hostname(settings.host, port: settings.port), serverName: nil, backlog: 1024,
                availableConnectionsDelegate: .maximum(settings.limits.connections, logger: logger)),
            onServerRunning: { channel in await onListening(channel.localAddress?.port ?? settings.port) },
            logger: logger)
    }

    private static func server(_ settings: Settings) -> HTTPServerBuilder {
        #if HTTPS
            if let security = settings.security {
                return HTTPServerBuilder { responder in
                    try SecureChannel(security, limits: settings.limits, responder: responder)
                }
            }
        #endif
        return .http1(configuration: settings.limits.channelConfiguration)
    }

    /// Serves until graceful shutdown. Then answers the requests under way, and ends streams.
    ///
    /// - Throws: ``UnprotectedAPIError`` if other machines could connect without a key; ``UnusableKeySetError``.
    public func run() async throws {
        try await tokens?.prepare()
        do {
            try await checkIsProtected()
        } catch is CancellationError {
            return
        }
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask { await events.run() }
            try await withGracefulShutdownHandler {
                do {
                    try await application.run()
                } catch {
                    throw PortTakenError(error, host: settings.host, port: settings.port) ?? error
                }
            } onGracefulShutdown: {
                events.close()
            }
            group.cancelAll()
        }
    }

    private func checkIsProtected() async throws {
        guard settings.adminKey == nil, tokens == nil else { return }
        guard !settings.isLoopback else {
            logger.notice(
                "without CARILLON_ADMIN_KEY, and until the first key is created, every program on this machine may use the API"
            )
            return
        }
        if try await cancelWhenGracefulShutdown({ try await self.isOpen() }) {
            throw UnprotectedAPIError(host: settings.host)
        }
    }

    /// Whether no key is needed. Waits until the scheduler answers.
    private func isOpen() async throws -> Bool {
        while true {
            do {
                return try await keys.keys().isEmpty
            } catch let error where error is SchedulerUnavailable || error is Problem {
                logger.info(
                    "waiting for the scheduler, to find out whether there are keys", metadata: ["error": "\(error)"])
                try await clock.sleep(for: .seconds(1))
            }
        }
    }
}

/// Thrown at start if other machines could use the API without a key.
public struct UnprotectedAPIError: Error, Sendable, CustomStringConvertible {
    let host: String

    public var description: String {
        "CARILLON_HTTP_HOST is \(host), which other machines can reach, and there is no key to the API yet: set "
            + "CARILLON_ADMIN_KEY, or create a key while it listens on 127.0.0.1"
    }
}

/// Thrown at start if another program listens on the port.
public struct PortTakenError: Error, Sendable, CustomStringConvertible {
    let host: String
    let port: Int

    /// - Returns: `nil` for any other error.
    init?(_ error: any Error, host: String, port: Int) {
        guard let error = error as? IOError, error.errnoCode == EADDRINUSE else { return nil }
        self.host = host
        self.port = port
    }

    public var description: String {
        "the port \(port) of \(host) is taken by another program: stop that, or choose another port with "
            + "CARILLON_HTTP_PORT"
    }
}
