public import AMQP
public import Messages
public import TaskModel
public import Timekeeping

/// Asks the scheduler over RabbitMQ.
public struct RabbitMQSchedulerClient: SchedulerClient {
    /// How long an answer may take, after which the client is told to come back.
    static let patience = Duration.milliseconds(1900)
    /// How long a request is worth carrying out. Less than ``patience``, so that an answer to what was carried out has
    /// time to arrive.
    static let validity = Duration.milliseconds(1500)

    private let client: AMQPRPCClient
    private let stamp: MessageStamp
    private let clock: any WallClock
    private let random: RandomSource

    public init(
        connection: AMQPConnection, appID: String, clock: any WallClock, random: RandomSource = .system,
        maximumInFlight: Int = 2048
    ) {
        client = AMQPRPCClient(connection: connection, maximumInFlight: maximumInFlight)
        stamp = MessageStamp(appID: appID)
        self.clock = clock
        self.random = random
    }

    public func ask(_ operation: SchedulerRequest.Operation) async throws -> SchedulerReply {
        let now = clock.now()
        var random = random
        let id = EntityID<RabbitMQSchedulerClient>(milliseconds: now.milliseconds, using: &random).description
        let request = SchedulerRequest(operation, deadline: now + Self.validity)
        let reply: AMQPReply
        do {
            reply = try await client.call(stamp.message(request.message(id: id, now: now)), timeout: Self.patience)
        } catch {
            throw SchedulerUnavailable(Self.explain(error))
        }
        return try SchedulerReply(type: reply.properties.type, decoding: reply.body)
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
