import Foundation
import TestSupport

/// Runs `body` with the three services, a receiver of webhooks and a virtual host. Nothing of it is left afterwards.
func withStack(
    _ options: StackOptions = StackOptions(), isolation: isolated (any Actor)? = #isolation,
    _ body: (Stack) async throws -> Void
) async throws {
    let takesSlot = !options.isIdle
    if takesSlot { await StackSlots.shared.take() }
    defer { if takesSlot { StackSlots.shared.giveBack() } }
    let node: BrokerNode
    if let own = options.node { node = own } else { node = try await .shared() }
    try await withNamedVirtualHost(on: node, isolation: isolation) { name in
        try await withDirectory(isolation: isolation) { directory in
            let broker = Broker(node: node, virtualHost: name)
            try await broker.loadDefinitions()
            if let user = options.user { try await broker.add(user) }
            let receiver = try await Receiver.start()
            let stack = try Stack(options, broker: broker, directory: directory, receiver: receiver)
            let result: Result<Void, any Error>
            do {
                try await stack.start()
                result = .success(try await body(stack))
            } catch {
                result = .failure(StackFailure(error: error, lastWords: stack.lastWords))
            }
            await stack.stop()
            await receiver.stop()
            if let user = options.user { try await broker.remove(user) }
            try result.get()
        }
    }
}

/// A directory for files, removed afterwards with all that is in it.
func withDirectory(
    isolation: isolated (any Actor)? = #isolation, _ body: (String) async throws -> Void
) async throws {
    let directory = try makeDirectory()
    defer { try? FileManager.default.removeItem(atPath: directory) }
    try await body(directory)
}

/// A broker that a test may maltreat.
func withOwnNode(
    isolation: isolated (any Actor)? = #isolation, _ body: (BrokerNode) async throws -> Void
) async throws {
    let node = try await BrokerNode.start()
    do {
        try await body(node)
    } catch {
        await node.stop()
        throw error
    }
    await node.stop()
}
