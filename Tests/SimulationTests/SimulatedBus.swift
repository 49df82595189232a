import JSON
import Messages
import TaskModel
import Timekeeping

/// The scheduler's side of the simulated broker, for one life.
struct SimulatedSubscription: Subscription {
    let queue: SimulatedQueue
    let life: Life
    let world: World

    func forEachBatch(_ body: ([IncomingMessage]) async throws -> Void) async throws {
        while !life.isOver {
            let batch = await queue.take(1 + world.dice.below(20), life)
            guard !life.isOver, !batch.isEmpty else { return }
            try await body(batch)
        }
    }

    func acknowledge(through token: IncomingMessage.Token) {
        if (try? life.step()) != nil { queue.acknowledge(token.tag, multiple: true) }
    }

    func acknowledge(_ token: IncomingMessage.Token) {
        if (try? life.step()) != nil { queue.acknowledge(token.tag) }
    }

    func reject(_ token: IncomingMessage.Token) {
        guard (try? life.step()) != nil, let message = queue.settle(token.tag) else { return }
        world.letters.add(message)
    }

    func stop() async { queue.wake() }
}

struct SimulatedPublisher: Publisher {
    let life: Life
    let world: World

    var isReady: Bool { true }
    func waitUntilReady() async {}

    func publish(_ messages: [OutgoingMessage]) async -> [PublishOutcome] {
        let gone = messages.map { _ in PublishOutcome.unconfirmed(reason: "gone") }
        guard (try? life.step()) != nil else { return gone }
        try? await world.clock.sleep(for: world.dice.milliseconds(0...20))
        guard !life.isOver else { return gone }
        let outcomes = messages.map(take)
        try? await world.clock.sleep(for: world.dice.milliseconds(0...20))
        return (try? life.step()) == nil ? gone : outcomes
    }

    private func take(_ message: OutgoingMessage) -> PublishOutcome {
        let isUnconfirmed = world.dice.chance(world.faults.unconfirmed)
        if isUnconfirmed, world.dice.chance(0.5) { return .unconfirmed(reason: "lost on the way") }
        guard message.exchange == Names.Exchange.actions else {
            world.letters.add(message.incoming)
            return .confirmed
        }
        guard world.hasConsumers else { return .unroutable }
        world.noteRun(message)
        world.runs.add(message.incoming)
        if world.dice.chance(world.faults.doubled) { world.runs.add(message.incoming) }
        return isUnconfirmed ? .unconfirmed(reason: "the confirm got lost") : .confirmed
    }
}

struct SimulatedReplier: Replier {
    let life: Life
    let world: World

    func reply(_ replies: [Reply]) {
        guard (try? life.step()) != nil else { return }
        for reply in replies where !world.dice.chance(world.faults.lostCall) {
            world.client.receive(reply)
        }
    }
}

struct SimulatedAnnouncer: BestEffortPublisher {
    let life: Life
    let world: World

    func announce(_ messages: [OutgoingMessage]) {
        guard !life.isOver else { return }
        for message in messages { world.listen(message) }
    }
}

struct SimulatedInspector: QueueInspector {
    let life: Life
    let world: World

    func inspect(queueOf action: ActionName) async -> QueueInspection {
        if life.isOver { return .unknown(reason: "gone") }
        return .found(QueueDepth(ready: world.runs.readyCount, consumers: 1))
    }
}

extension OutgoingMessage {
    /// The message as its reader gets it.
    var incoming: IncomingMessage {
        IncomingMessage(
            type: type, messageID: messageID, correlationID: correlationID, replyTo: "client", exchange: exchange,
            routingKey: routingKey, body: body, token: .init(generation: 0, channel: 0, tag: 0))
    }
}
