import AMQP
import Messages
import RabbitMQTransport
import TaskModel
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct CancellationQueueTests {
    private let action: ActionName = "chat.post"

    /// With the permissions that an executor has in the compose stack.
    @Test func `each executor of an action gets a cancellation`() async throws {
        let node = try await BrokerNode.shared()
        let cancellation = RunCancellation(
            runID: RunID(high: 1, low: 1), taskID: TaskID(high: 1, low: 2), action: action)
        try await withNamedVirtualHost(on: node) { host in
            try await withUser(.compose("carillon-executor"), virtualHost: host, on: node) { url in
                try await withExecutor("a", url) { first in
                    try await withExecutor("b", url) { second in
                        let publisher = RabbitMQPublisher(connection: second, appID: "tests")
                        #expect(await publisher.publish([cancellation.message()]) == [.confirmed])
                        for (id, connection) in [("a", first), ("b", second)] {
                            let told = try await self.take(Names.Queue.cancellations(id), connection)
                            #expect(told == cancellation)
                        }
                    }
                }
            }
        }
    }

    private func withExecutor(
        _ id: String, _ url: String, _ body: (AMQPConnection) async throws -> Void
    ) async throws {
        let topology = Topology.executor(id, actions: [action, "other"], sendsMessages: true)
        try await withConnection(url, topology: topology, body)
    }

    private func take(_ queue: String, _ connection: AMQPConnection) async throws -> RunCancellation? {
        let subscription = RabbitMQSubscription(connection: connection, queue: queue, prefetch: 1)
        var taken: RunCancellation?
        try await subscription.forEachBatch { batch in
            taken = try RunCancellation(decoding: batch[0].body)
            subscription.acknowledge(batch[0].token)
            await subscription.stop()
        }
        return taken
    }
}
