public import AMQP
public import Logging
public import Messages

/// Sends replies to whoever waits for them (direct reply-to: the default exchange, at most once).
public struct RabbitMQReplier: Replier {
    private let channel: AMQPChannel
    private let stamp: MessageStamp
    private let logger: Logger

    public init(connection: AMQPConnection, appID: String, logger: Logger) {
        channel = connection.makeChannel()
        stamp = MessageStamp(appID: appID)
        self.logger = logger
    }

    public func reply(_ replies: [Reply]) {
        let seconds = stamp.seconds
        let messages = replies.map { reply in
            AMQPMessage(
                exchange: "", routingKey: reply.address, mandatory: false,
                properties: AMQPProperties(
                    contentType: Names.contentType, correlationID: reply.correlationID, type: reply.content.type,
                    appID: stamp.appID, persistent: false, timestamp: seconds),
                body: reply.content.encoded())
        }
        do {
            try channel.send(messages)
        } catch {
            logger.warning(
                "replies could not be sent; those who asked will time out",
                metadata: ["replies": "\(replies.count)", "error": "\(error)"])
        }
    }
}
