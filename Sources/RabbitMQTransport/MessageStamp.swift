internal import AMQP
internal import Messages
internal import Timekeeping

/// Puts a message of the contract into AMQP's terms.
struct MessageStamp: Sendable {
    let appID: String
    private let clock = SystemClock()

    init(appID: String) {
        self.appID = appID
    }

    func message(_ message: OutgoingMessage) -> AMQPMessage {
        var headers: [String: AMQPFieldValue] = [:]
        if let traceparent = message.traceparent { headers["traceparent"] = .string(traceparent) }
        return AMQPMessage(
            exchange: message.exchange, routingKey: message.routingKey, mandatory: message.mandatory,
            properties: AMQPProperties(
                contentType: Names.contentType, messageID: message.messageID, correlationID: message.correlationID,
                type: message.type, appID: appID, expiration: message.expirationMilliseconds.map(String.init),
                persistent: message.persistent, timestamp: seconds, headers: headers),
            body: message.body)
    }

    /// The AMQP property `timestamp` counts seconds.
    var seconds: UInt64 { UInt64(clamping: clock.now().milliseconds / 1000) }
}
