import JSON
import Messages
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

    init(_ world: World) {
        self.world = world
    }

    /// Takes what there is room for.
    func poll() {
        guard world.hasConsumers else { return }
        for message in world.runs.takeNow(slots - min(slots, atWork.count)) {
            guard let run = try? RunRequest(decoding: message.body) else { continue }
            let tag = message.token.tag
            if done.contains(run.runID) || atWork.contains(run.runID) {
                world.runs.acknowledge(tag)
                continue
            }
            atWork.insert(run.runID)
            let life = lifetime
            world.after(world.dice.milliseconds(1...3000)) { [self] in
                guard life == lifetime else { return }
                perform(run, tag)
            }
        }
    }

    private func perform(_ run: RunRequest, _ tag: UInt64) {
        world.ledger.execute(run)
        if world.ledger.entries[run.taskID]?.fate == .crashes { return crash() }
        // It may die after the work and before its result, and after its result and before the ack.
        if world.dice.chance(world.faults.executorCrash) { return crash() }
        let times = world.dice.chance(world.faults.doubled) ? 2 : 1
        for _ in 0..<times {
            world.after(world.dice.milliseconds(0...500)) { [world] in world.events.add(world.result(of: run)) }
        }
        if world.dice.chance(world.faults.executorCrash) { return crash() }
        done.insert(run.runID)
        atWork.remove(run.runID)
        world.runs.acknowledge(tag)
    }

    /// It dies and is started again at once: what it had taken comes again.
    func crash() {
        world.note("the executor dies")
        lifetime += 1
        if atWork.count == 1, let run = atWork.first { world.ledger.deathsAlone[run, default: 0] += 1 }
        done = []
        atWork = []
        world.executorDeaths += 1
        for message in world.runs.requeue(limit: 2) {
            var letter = message
            letter.death = DeadLetterReason(
                reason: "delivery_limit", queue: "carillon.actions.a", exchange: Names.Exchange.actions)
            world.letters.add(letter)
        }
    }
}
