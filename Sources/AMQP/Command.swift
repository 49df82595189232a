/// What is asked of the connection's thread.
enum Command: Sendable {
    case addChannel(number: UInt16, confirms: Bool, window: Int)
    case addConsumer(ConsumerRegistration)
    case publish(PublishBatch)
    case cancelPublish(PublishBatch)
    case call(RPCCall)
    case cancelCall(RPCCall)
    case ask(QueueInspectionCall)
    case cancelQuestion(QueueInspectionCall)
    case settle(AMQPDelivery.Token, Settlement)
    case cancelConsumer(id: UInt32, channel: UInt16, CheckedContinuation<Void, Never>)
    case shutDown(graceful: Bool)
}

/// How a delivery is answered.
enum Settlement: Sendable, Equatable {
    case ack(multiple: Bool)
    case nack(requeue: Bool)
    case reject(requeue: Bool)
}

/// A consumer as it is made known to the connection's thread.
struct ConsumerRegistration: Sendable {
    enum Sink: Sendable {
        case buffer(DeliveryBuffer)
        case rpc(maximumInFlight: Int)
    }

    let id: UInt32
    let channel: UInt16
    let queue: String
    let prefetch: UInt16
    let noAck: Bool
    let sink: Sink
}
