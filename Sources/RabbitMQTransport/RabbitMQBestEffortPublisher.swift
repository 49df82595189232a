public import AMQP
internal import CoreMetrics
public import Logging
public import Messages

/// Publishes without confirms, over a channel of its own.
public struct RabbitMQBestEffortPublisher: BestEffortPublisher {
    private let channel: AMQPChannel
    private let stamp: MessageStamp
    private let logger: Logger
    private let dropped = Counter(label: "carillon_announcements_dropped")

    public init(connection: AMQPConnection, appID: String, logger: Logger) {
        channel = connection.makeChannel()
        stamp = MessageStamp(appID: appID)
        self.logger = logger
    }

    public func announce(_ messages: [OutgoingMessage]) {
        do {
            try channel.send(messages.map(stamp.message))
        } catch {
            dropped.increment(by: messages.count)
            logger.debug(
                "events could not be sent; listeners will ask for them",
                metadata: ["messages": "\(messages.count)", "error": "\(error)"])
        }
    }
}
