public import AMQP
public import Messages
internal import Timekeeping

/// Publishes with confirms over one channel.
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
        await channel.publish(messages.map(stamp.message)).map(PublishOutcome.init)
    }

    public var isReady: Bool { connection.state == .connected }

    public func waitUntilReady() async {
        do {
            try await connection.waitUntilConnected(timeout: .seconds(1))
            // Connected, but blocked: the broker says when that ends, and nobody else does.
            if !isReady { try await Task.sleep(for: .milliseconds(200)) }
        } catch {
            // Not connected yet, or no longer wanted: the caller looks again.
        }
    }
}

extension PublishOutcome {
    fileprivate init(_ outcome: AMQPPublishOutcome) {
        switch outcome {
        case .confirmed: self = .confirmed
        case .unroutable: self = .unroutable
        case .rejected: self = .unconfirmed(reason: "the broker refused it")
        case .unknown(let reason), .notSent(let reason): self = .unconfirmed(reason: reason)
        }
    }
}
