public import AMQP
public import Messages
public import TaskModel
public import Timekeeping

/// Asks the scheduler over RabbitMQ.
public struct RabbitMQSchedulerClient: SchedulerClient {
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

    public func change(_ change: TaskChange) async throws -> TaskChangeAnswer {
        try await changes.submit(change)
    }

    public func send(
        _ operation: SchedulerRequest.Operation, within groups: Set<TaskGroup>?
    ) async throws -> SchedulerReply {
        try await calls.send(operation, within: groups)
    }
}
