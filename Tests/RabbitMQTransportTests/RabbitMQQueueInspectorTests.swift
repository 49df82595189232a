import AMQP
import Foundation
import Messages
import RabbitMQTransport
import TaskModel
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct RabbitMQQueueInspectorTests {
    private let action: ActionName = "chat.post"

    @Test func `the queue of an action is found, missing once it is deleted, and found again`() async throws {
        let node = try await BrokerNode.shared()
        let topology = Topology.executor("test", actions: [action], sendsMessages: false)
        try await withNamedVirtualHost(on: node) { host in
            let url = node.url(virtualHost: host)
            try await withConnection(url) { connection in
                let inspector = RabbitMQQueueInspector(connection: connection)
                #expect(await inspector.inspect(queueOf: action) == .missing)
                try await withConnection(url, topology: topology) { executor in
                    let publisher = RabbitMQPublisher(connection: executor, appID: "tests")
                    let run = message("m", exchange: Names.Exchange.actions, routingKey: action.rawValue)
                    #expect(await publisher.publish([run, run]) == [.confirmed, .confirmed])
                    #expect(
                        await inspector.inspect(queueOf: action) == .found(QueueDepth(ready: 2, consumers: 0)))
                }
                try await node.management.request("DELETE", "queues/\(host)/\(Names.Queue.action(action))")
                #expect(await inspector.inspect(queueOf: action) == .missing)
                try await withConnection(url, topology: topology) { _ in
                    #expect(
                        await inspector.inspect(queueOf: action) == .found(QueueDepth(ready: 0, consumers: 0)))
                }
            }
        }
    }

    @Test func `without a connection the state is unknown`() async throws {
        try await withVirtualHost(on: .shared()) { url in
            var ended: RabbitMQQueueInspector?
            try await withConnection(url) { ended = RabbitMQQueueInspector(connection: $0) }
            let inspector = try #require(ended)
            #expect(await inspector.inspect(queueOf: action) == .unknown(reason: "the connection is closed"))
        }
    }

    /// The users and permissions of the compose stack: from RabbitMQ 4.2.6 on a passive declaration needs one.
    @Test func `the scheduler's permissions suffice`() async throws {
        let node = try await BrokerNode.shared()
        let permission = try BrokerPermission.compose("carillon-scheduler")
        #expect(try Regex(permission.read).wholeMatch(in: Names.Queue.action(action)) != nil)
        try await withNamedVirtualHost(on: node) { host in
            try await withConnection(
                node.url(virtualHost: host),
                topology: Topology.executor("test", actions: [action], sendsMessages: false)
            ) { _ in }
            try await withUser(permission, virtualHost: host, on: node) { url in
                try await withConnection(url) { connection in
                    let inspector = RabbitMQQueueInspector(connection: connection)
                    #expect(await inspector.inspect(queueOf: action) == .found(QueueDepth(ready: 0, consumers: 0)))
                    #expect(await inspector.inspect(queueOf: "nobody.has") == .missing)
                }
            }
        }
    }
}
