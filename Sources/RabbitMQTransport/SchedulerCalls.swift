internal import AMQP
internal import Messages
internal import TaskModel
internal import Timekeeping

/// One call to the scheduler: request out, reply in, or an explanation.
struct SchedulerCalls: Sendable {
    /// How long an answer may take, after which the client is told to come back.
    static let patience = Duration.milliseconds(1900)
    /// How much sooner a request stops being worth carrying out, so that the answer to what was carried out has time to
    /// arrive.
    static let margin = Duration.milliseconds(400)

    let client: AMQPRPCClient
    let stamp: MessageStamp
    let clock: any WallClock
    let random: RandomSource

    /// - Parameter timeout: how long the answer may take.
    func send(
        _ operation: SchedulerRequest.Operation, within groups: Set<TaskGroup>? = nil,
        timeout: Duration = SchedulerCalls.patience
    ) async throws -> SchedulerReply {
        let now = clock.now()
        var random = random
        let id = EntityID<SchedulerCalls>(milliseconds: now.milliseconds, using: &random).description
        let request = SchedulerRequest(operation, within: groups, deadline: now + (timeout - Self.margin))
        let reply: AMQPReply
        do {
            reply = try await client.call(stamp.message(request.message(id: id, now: now)), timeout: timeout)
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
