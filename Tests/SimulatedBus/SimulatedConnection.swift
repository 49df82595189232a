public import MessageBus

/// The connection of a process to the simulated broker.
///
/// A simulation has it end at any step; then nothing that is done over it has an effect any more.
public protocol SimulatedConnection: Sendable {
    var isOver: Bool { get }
    /// Called before everything that reaches the broker.
    ///
    /// - Returns: false if the connection ends before it.
    func proceeds() -> Bool
    /// How many messages the next batch of a subscription has at most.
    func nextBatchLimit() -> Int
}

/// Consumes a queue of the simulated broker.
public struct SimulatedSubscription: Subscription {
    private let queue: SimulatedQueue
    private let connection: any SimulatedConnection
    public let consumer: UInt16

    public init(queue: SimulatedQueue, prefetch: Int = .max, connection: any SimulatedConnection) {
        self.queue = queue
        self.connection = connection
        consumer = queue.subscribe(prefetch: prefetch)
    }

    public func forEachBatch(_ body: ([IncomingMessage]) async throws -> Void) async throws {
        while let batch = await next() { try await body(batch) }
    }

    private func next() async -> [IncomingMessage]? {
        let limit = connection.nextBatchLimit()
        while !connection.isOver, !Task.isCancelled, !queue.isCancelled(consumer) {
            let batch = queue.deliver(to: consumer, limit: limit)
            if !batch.isEmpty { return batch }
            await withTaskCancellationHandler {
                await queue.waitForMessages(consumer)
            } onCancel: {
                queue.wake()
            }
        }
        return nil
    }

    public func acknowledge(through token: IncomingMessage.Token) {
        if connection.proceeds() { queue.acknowledge(token, multiple: true) }
    }

    public func acknowledge(_ token: IncomingMessage.Token) {
        if connection.proceeds() { queue.acknowledge(token) }
    }

    public func reject(_ token: IncomingMessage.Token) {
        if connection.proceeds() { queue.reject(token) }
    }

    public func stop() async { queue.cancel(consumer) }
}
