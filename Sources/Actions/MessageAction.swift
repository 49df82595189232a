package import Executor
internal import JSON
package import Messages
package import TaskModel

/// Publishes a task's body to a channel of the exchange `carillon.messages`, with the broker's confirm.
package struct MessageAction: Action {
    package static let name: ActionName = "message"

    private let publisher: any Publisher

    package init(publisher: any Publisher) {
        self.publisher = publisher
    }

    /// - Throws: ``PayloadError`` with the field that is wrong.
    package static func decode(_ json: [UInt8]) throws -> MessagePayload {
        try MessagePayload(RawJSON(unchecked: json))
    }

    package func perform(_ payload: MessagePayload, context: ActionContext) async throws -> ActionOutcome {
        let body = JSONWriter.object(capacity: 64 + payload.body.bytes.count) { json in
            json.field("channel", payload.channel)
            json.field("body", payload.body)
        }
        let message = OutgoingMessage(
            exchange: Names.Exchange.messages, routingKey: payload.channel, type: Names.MessageType.message,
            messageID: context.idempotencyKey, correlationID: context.taskID, persistent: true,
            mandatory: true, body: body)
        let outcome = await publish(message)
        switch outcome {
        case .confirmed: return .succeeded()
        case .unroutable:
            return .failed(
                code: "unroutable",
                message: "no queue takes the message: the binding of \(Names.Queue.inbox) is missing")
        case .rejected, .unconfirmed, .notSent:
            let reason = outcome.failureReason ?? ""
            return .failed(code: "broker_unavailable", message: "the broker did not confirm: \(reason)")
        }
    }

    /// The number of times that a message is published before the attempt fails, with pauses of a second at most.
    private static let tries = 5

    /// Publishes a message, and repeats it if the broker could not be reached or did not confirm: the run itself came from
    /// that broker, so it will soon be back.
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
