import JSON
import Messages
import SimulatedBus
import TaskModel
import Timekeeping

/// Performs runs: takes them from the queue, works for a while, publishes the result, acknowledges. It remembers the runs
/// that it has done, until it dies.
final class SimulatedExecutor {
    private unowned let world: World
    private var lifetime = 0
    private var done: Set<RunID> = []
    private var atWork: Set<RunID> = []
    private let slots = 4
    private let consumer: UInt16

    init(_ world: World) {
        self.world = world
        consumer = world.runs.subscribe()
    }

    /// Takes what there is room for.
    func poll() {
        guard world.hasConsumers else { return }
        for message in world.runs.deliver(to: consumer, limit: slots - min(slots, atWork.count)) {
            guard let run = try? RunRequest(decoding: message.body) else { continue }
            let token = message.token
            if done.contains(run.runID) || atWork.contains(run.runID) {
                world.runs.acknowledge(token)
                continue
            }
            atWork.insert(run.runID)
            let life = lifetime
            world.after(world.dice.milliseconds(1...3000)) { [self] in
                guard life == lifetime else { return }
                perform(run, token)
            }
        }
    }

    private func perform(_ run: RunRequest, _ token: IncomingMessage.Token) {
        world.ledger.execute(run)
        if world.ledger.entries[run.taskID]?.fate == .crashes { return crash() }
        // It may die after the work and before its result, and after its result and before the ack.
        if world.dice.chance(world.faults.executorCrash) { return crash() }
        let times = world.dice.chance(world.faults.doubled) ? 2 : 1
        for _ in 0..<times {
            world.after(world.dice.milliseconds(0...500)) { [world] in
                world.broker.publish(world.result(of: run))
            }
        }
        if world.dice.chance(world.faults.executorCrash) { return crash() }
        done.insert(run.runID)
        atWork.remove(run.runID)
        world.runs.acknowledge(token)
    }

    /// It dies and is started again at once: what it had taken comes again.
    func crash() {
        world.note("the executor dies")
        lifetime += 1
        if atWork.count == 1, let run = atWork.first { world.ledger.deathsAlone[run, default: 0] += 1 }
        done = []
        atWork = []
        world.executorDeaths += 1
        world.runs.requeue(of: consumer)
    }
}
