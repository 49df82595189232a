internal import Messages
internal import Synchronization
internal import TaskModel
internal import Timekeeping

/// What the other parts of the scheduler tell the dispatcher, after it is durable.
extension Dispatcher {
    func note(_ changes: [(change: TaskChange, result: TaskChangeResult)]) {
        let somethingNew = core.withLock { core in
            var somethingNew = false
            for (change, result) in changes {
                switch (change, result) {
                case (.create(let task), .created):
                    if core.state.noteDue(task.action, at: task.runAt) { somethingNew = true }
                case (_, .deleted(let action, let released)) where released > 0:
                    if core.state.noteEnded(action, count: released) { somethingNew = true }
                default: break
                }
            }
            return somethingNew
        }
        if somethingNew { wake() }
    }

    func note(_ events: [(event: RunEvent, result: RunEventResult)]) {
        let somethingNew = core.withLock { core in
            var somethingNew = false
            for (event, result) in events {
                guard case .finished(let finished) = event else { continue }
                switch result {
                case .finished(let action, _, let nextDue):
                    core.outbox.remove(finished.runID)
                    if core.state.noteEnded(action, count: 1) { somethingNew = true }
                    if let nextDue, core.state.noteDue(action, at: nextDue) { somethingNew = true }
                case .orphaned(let action):
                    core.outbox.remove(finished.runID)
                    if core.state.noteEnded(action, count: 1) { somethingNew = true }
                case .noted, .stale: break
                }
            }
            return somethingNew
        }
        if somethingNew { wake() }
    }

    /// Why a task does not run although it is due.
    func waitingReason(of task: StoredTask, now: Timestamp) -> WaitingReason? {
        guard task.progress.status == .scheduled, let dueAt = task.progress.dueAt, dueAt <= now else { return nil }
        return core.withLock { $0.state.waitingReason(of: task.definition.action) }
    }
}
