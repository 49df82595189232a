public import AMQP
internal import CoreMetrics
public import Logging
public import Messages
internal import Timekeeping

/// Publishes with confirms over a channel of its own.
public struct RabbitMQPublisher: Publisher {
    private let connection: AMQPConnection
    private let channel: AMQPChannel
    private let stamp: MessageStamp

    /// - Parameter appID: the `app_id` of what is published.
    public init(connection: AMQPConnection, appID: String) {
        self.connection = connection
        channel = connection.makeChannel(confirms: true)
        stamp = MessageStamp(appID: appID)
    }

    public func publish(_ messages: [OutgoingMessage]) async -> [PublishOutcome] {
        await channel.publish(stamp.stamped(messages))
    }

    public var isReady: Bool { connection.state == .connected }

    public func waitUntilReady() async {
        do {
            try await connection.waitUntilConnected(timeout: .seconds(1))
            // Connected, but blocked. The end of that wakes no waiter, so look again soon.
            if !isReady { try await Task.sleep(for: .milliseconds(200)) }
        } catch {
            // Not connected yet, or cancelled: the caller looks again.
        }
    }
}

/// Publishes without confirms over a channel of its own.
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
            try channel.send(stamp.stamped(messages))
        } catch {
            dropped.increment(by: messages.count)
            logger.debug(
                "events could not be sent; listeners will ask for them",
                metadata: ["messages": "\(messages.count)", "error": "\(error)"])
        }
    }
}

/// Sends replies to their requesters by direct reply-to: over the default exchange, at most once.
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
        do {
            try channel.send(stamp.stamped(replies.map { $0.message() }))
        } catch {
            logger.warning(
                "replies could not be sent; their requesters will time out",
                metadata: ["replies": "\(replies.count)", "error": "\(error)"])
        }
    }
}

/// Adds the properties that all messages of a service have in common.
struct MessageStamp: Sendable {
    private let appID: String
    private let clock = SystemClock()

    init(appID: String) {
        self.appID = appID
    }

    func stamped(_ messages: consuming [OutgoingMessage]) -> [OutgoingMessage] {
        let seconds = seconds
        for index in messages.indices { stamp(&messages[index], seconds) }
        return messages
    }

    func stamped(_ message: consuming OutgoingMessage) -> OutgoingMessage {
        stamp(&message, seconds)
        return message
    }

    /// The AMQP property `timestamp` counts seconds.
    private var seconds: UInt64 { UInt64(clamping: clock.now().milliseconds / 1000) }

    private func stamp(_ message: inout OutgoingMessage, _ seconds: UInt64) {
        message.properties.contentType = Names.contentType
        message.properties.appID = appID
        message.properties.timestamp = seconds
    }
}
