public import AMQP
public import Messages
public import ServiceLifecycle
public import TaskModel
public import Timekeeping

/// Sends requests to the scheduler over RabbitMQ.
public struct RabbitMQSchedulerClient: SchedulerClient, Service {
    private let calls: SchedulerCalls
    private let changes: ChangeBatcher

    public init(
        connection: AMQPConnection, appID: String, clock: any WallClock, random: RandomSource = .system,
        maximumInFlight: Int = 2048
    ) {
        let calls = SchedulerCalls(
            client: AMQPRPCClient(connection: connection, maximumInFlight: maximumInFlight),
            stamp: MessageStamp(appID: appID), clock: clock, random: random)
        self.calls = calls
        changes = ChangeBatcher(maximumWaiting: maximumInFlight) { batch, waited in
            switch try await calls.send(.change(batch), timeout: SchedulerCalls.patience - waited) {
            case .success(let body): return try TaskChangeAnswer.decode(body)
            case .failure(let failure): throw failure
            }
        }
    }

    /// Sends changes until graceful shutdown or cancellation. To be started after the connection, and shut down after the
    /// service that submits changes.
    public func run() async {
        await changes.run()
    }

    public func change(_ change: TaskChange) async throws -> TaskChangeAnswer {
        try await changes.submit(change)
    }

    public func send(
        _ operation: SchedulerRequest.Operation, within groups: Set<TaskGroup>?
    ) async throws -> SchedulerReply {
        try await calls.send(operation, within: groups)
    }
}

/// One call to the scheduler: a request, and its reply or an explanation why there is none.
struct SchedulerCalls: Sendable {
    /// How long a reply may take. After that the client is told to try again.
    static let patience = Duration.milliseconds(1900)
    /// How much earlier a request expires, so that the reply to one that was carried out has time to arrive.
    static let margin = Duration.milliseconds(400)

    let client: AMQPRPCClient
    let stamp: MessageStamp
    let clock: any WallClock
    let random: RandomSource

    /// - Parameter timeout: how long the reply may take.
    func send(
        _ operation: SchedulerRequest.Operation, within groups: Set<TaskGroup>? = nil,
        timeout: Duration = SchedulerCalls.patience
    ) async throws -> SchedulerReply {
        let now = clock.now()
        var random = random
        let id = MessageID(milliseconds: now.milliseconds, using: &random).description
        let request = SchedulerRequest(operation, within: groups, deadline: now + (timeout - Self.margin))
        let reply: IncomingMessage
        do {
            reply = try await client.call(stamp.stamped(request.message(id: id, now: now)), timeout: timeout)
        } catch {
            throw SchedulerUnavailable(Self.explain(error))
        }
        return try SchedulerReply(type: reply.type, decoding: reply.body)
    }

    private static func explain(_ error: AMQPError) -> String {
        switch error.code {
        case .notConnected, .connectionLost, .closed: "the message broker can't be reached; try again soon"
        case .blocked: "the message broker takes no messages at present; try again soon"
        case .unroutable: "the scheduler has not been started yet; try again soon"
        case .timedOut: "the scheduler did not answer in time; try again soon"
        case .tooManyInFlight, .bufferFull: "too many requests wait for the scheduler; try again soon"
        default: "the scheduler can't be asked: \(error.message)"
        }
    }
}
