import Synchronization

/// Runs tasks on the thread of the simulation, one piece at a time, in an order that the seed decides.
final class SimulationExecutor: TaskExecutor {
    private let ready = Mutex<[UnownedJob]>([])

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        ready.withLock { $0.append(job) }
    }

    /// Runs one piece of one task.
    ///
    /// - Returns: false where none is ready.
    func runOne(_ dice: Dice) -> Bool {
        let job = ready.withLock { ready -> UnownedJob? in
            guard !ready.isEmpty else { return nil }
            // Mostly in order, as a real executor does; sometimes not, which explores other interleavings.
            let index = dice.chance(0.2) ? dice.below(ready.count) : 0
            return ready.remove(at: index)
        }
        job?.runSynchronously(on: asUnownedTaskExecutor())
        return job != nil
    }
}
