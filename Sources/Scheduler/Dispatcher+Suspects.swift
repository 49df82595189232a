internal import CoreMetrics
internal import Logging
internal import Messages
internal import Synchronization
internal import TaskModel
internal import Timekeeping

/// Hands out again runs that were under way when their consumers died.
extension Dispatcher {
    /// Whether a run is alone with the consumers of its action, and was so from the beginning.
    func isAlone(_ run: RunID, of action: ActionName) -> Bool {
        core.withLock { $0.state.suspects.isAlone(run, of: action) }
    }

    /// Executors of an action that perform suspects in processes of their own.
    func recordIsolation(_ served: ActionServed) {
        let uptime = clock.uptime()
        core.withLock { core in
            if served.isolates {
                core.isolating[served.action] = uptime
                guard core.isolating.count > 1000, let oldest = core.isolating.min(by: { $0.value < $1.value }) else {
                    return
                }
                core.isolating[oldest.key] = nil
            } else {
                core.isolating[served.action] = nil
            }
        }
    }

    /// Claims the suspects whose turn it is, and sends them on their way.
    ///
    /// - Returns: whether there was anything to claim.
    func dispatchSuspects(now: Timestamp, in group: inout DiscardingTaskGroup) async -> Bool {
        let uptime = clock.uptime()
        let steps = core.withLock { core -> [SuspectTrials.Step] in
            guard core.batchesInFlight < settings.maximumBatchesInFlight else { return [] }
            let since = uptime - .seconds(2 * ActionServed.interval)
            let isolating = core.isolating
            return core.state.suspectSteps(now: now, uptime: uptime) { isolating[$0].map { $0 > since } ?? false }
        }
        for step in steps {
            do {
                let claim = try await store.claimSuspects(
                    of: step.action, below: step.below, limit: step.limit, now: now)
                FaultPoint.claimCommitted.reached()
                core.withLock { core in
                    core.state.recordSuspects(claim, of: step, uptime: uptime)
                    core.outbox.publishing(claim.runs.lazy.map(\.runID))
                }
                if step.limit == 1, let run = claim.runs.first {
                    logger.notice(
                        "a run that was under way when its consumers died is tried alone",
                        metadata: ["action": "\(step.action)", "task_id": "\(run.taskID)", "run_id": "\(run.runID)"])
                }
                start(publishing: claim.runs, of: step.action, in: &group)
            } catch {
                logger.error("suspect runs could not be claimed; trying again", metadata: ["error": "\(error)"])
                core.withLock { $0.state.suspects.postpone(step, uptime: uptime) }
            }
        }
        return !steps.isEmpty
    }
}
