public import JSON
public import Messages
public import TaskModel

/// Publishes a task's body to a channel of the exchange `carillon.messages`, and has it confirmed by the broker.
public struct MessageAction: Action {
    public static let name: ActionName = "message"

    private let publisher: any Publisher

    public init(publisher: any Publisher) {
        self.publisher = publisher
    }

    public static func decode(_ payload: RawJSON) throws -> MessagePayload {
        try MessagePayload(payload)
    }

    public func perform(_ payload: MessagePayload, context: ActionContext) async throws -> ActionOutcome {
        let body = JSONWriter.object(capacity: 64 + payload.body.bytes.count) { json in
            json.field("channel", payload.channel)
            json.field("body", payload.body)
        }
        let message = OutgoingMessage(
            exchange: Names.Exchange.messages, routingKey: payload.channel, type: Names.MessageType.message,
            messageID: context.idempotencyKey, correlationID: context.taskID.description, persistent: true,
            mandatory: true, body: body)
        let outcome = await publish(message)
        switch outcome {
        case .confirmed: return .succeeded()
        case .unroutable:
            return .failed(
                RunError(
                    code: "unroutable",
                    message: "no queue takes the message: the binding of \(Names.Queue.inbox) is missing"))
        case .rejected, .unconfirmed, .notSent:
            let reason = outcome.failureReason ?? ""
            return .failed(RunError(code: "broker_unavailable", message: "the broker did not confirm: \(reason)"))
        }
    }

    /// How often a message is published before the attempt fails. A pause of a second at the most lies between.
    private static let tries = 5

    /// Publishes, and again where the broker could not be reached or did not confirm: the run itself came from that
    /// broker, so it will soon be back.
    private func publish(_ message: OutgoingMessage) async -> PublishOutcome {
        var outcome = PublishOutcome.unconfirmed(reason: "not connected")
        for _ in 0..<Self.tries {
            if !publisher.isReady { await publisher.waitUntilReady() }
            outcome = await publisher.publish([message]).first ?? outcome
            if outcome.failureReason == nil { break }
        }
        return outcome
    }
}
