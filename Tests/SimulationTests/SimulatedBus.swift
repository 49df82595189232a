import JSON
import Messages
import SimulatedBus
import TaskModel
import Timekeeping

/// The scheduler's side of the simulated broker, for one life.
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
        if message.exchange == Names.Exchange.actions {
            guard world.hasConsumers else { return .unroutable }
            world.noteRun(message)
            if world.dice.chance(world.faults.doubled) { world.broker.publish(message) }
        }
        let outcome = world.broker.publish(message)
        return isUnconfirmed ? .unconfirmed(reason: "the confirm got lost") : outcome
    }
}

struct SimulatedReplier: Replier {
    let life: Life
    let world: World

    func reply(_ replies: [Reply]) {
        guard (try? life.step()) != nil else { return }
        for reply in replies where !world.dice.chance(world.faults.lostCall) {
            world.broker.publish(reply.message())
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

    func inspect(queue name: String) async -> QueueInspection {
        if life.isOver { return .unknown(reason: "gone") }
        return .found(world.runs.depth)
    }
}
