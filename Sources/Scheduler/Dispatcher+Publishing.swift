internal import CoreMetrics
internal import Logging
internal import Messages
internal import Synchronization
internal import TaskModel
internal import Timekeeping

/// Sends runs to the broker and deals with what becomes of them.
extension Dispatcher {
    func publish(_ runs: [RunRequest], of action: ActionName) async {
        let outcomes = await publisher.publish(runs.map { $0.message() })
        FaultPoint.runsConfirmed.reached()
        let now = clock.now()
        var returned: [RunRequest] = []
        var unconfirmed: [RunRequest] = []
        var reason = ""
        core.withLock { core in
            for (run, outcome) in zip(runs, outcomes) {
                switch outcome {
                case .confirmed:
                    core.outbox.confirm(RunReference(taskID: run.taskID, runID: run.runID), now: now)
                    core.state.didRoute(run.action)
                case .unroutable:
                    returned.append(run)
                case .rejected, .unconfirmed, .notSent:
                    unconfirmed.append(run)
                    reason = outcome.failureReason ?? ""
                    core.outbox.remove(run.runID)
                    core.state.recordUndecided(run.action)
                    core.recovering[run.action] = now + settings.recoveryPause
                }
            }
        }
        published.increment(by: runs.count - returned.count - unconfirmed.count)
        if !unconfirmed.isEmpty {
            logger.warning(
                "runs were not confirmed by the broker and will be published again",
                metadata: ["runs": "\(unconfirmed.count)", "first": "\(unconfirmed[0].runID)", "reason": "\(reason)"])
        }
        if !returned.isEmpty { await withdraw(returned, of: action) }
    }

    /// No queue takes these runs: they go back to waiting in the table, where they can be seen and deleted.
    private func withdraw(_ runs: [RunRequest], of action: ActionName) async {
        unroutable.increment(by: runs.count)
        do {
            let now = clock.now()
            let ends = try await store.withdraw(
                runs.map { RunReference(taskID: $0.taskID, runID: $0.runID) }, now: now)
            FaultPoint.runsWithdrawn.reached()
            // Before what they free is told, so that no second probe goes out at once.
            core.withLock { $0.state.didFailToRoute(action, now: now) }
            record(ends)
            logger.notice(
                "nobody consumes this action; its tasks wait",
                metadata: ["action": "\(action)", "runs": "\(runs.count)", "first_task": "\(runs[0].taskID)"])
        } catch {
            logger.error(
                "unroutable runs could not be withdrawn; they will be published again",
                metadata: ["action": "\(action)", "runs": "\(runs.count)", "error": "\(error)"])
            core.withLock { core in
                for run in runs { core.outbox.remove(run.runID) }
                core.state.recordUndecided(action)
                core.recovering[action] = clock.now() + settings.recoveryPause
            }
        }
    }

    // MARK: - Recovery

    func takeRecovery(now: Timestamp) -> ActionName? {
        core.withLock { core in
            guard core.batchesInFlight < settings.maximumBatchesInFlight else { return nil }
            let ready = core.recovering.filter { $0.value <= now && core.state.mayStartBatch($0.key) }
            guard let due = ready.min(by: { ($0.value, $0.key) < ($1.value, $1.key) }) else { return nil }
            core.recovering[due.key] = nil
            return due.key
        }
    }

    /// Publishes again what the table holds as queued and nobody knows to be with the broker: after a restart of the
    /// scheduler, and after a connection was lost before its confirms came.
    func recover(_ action: ActionName, in group: inout DiscardingTaskGroup) async {
        var last: RunID?
        do {
            while true {
                let page = try await store.unpublishedRuns(of: action, after: last, limit: settings.batchSize)
                guard let end = page.last else { return }
                last = end.runID
                let runs = core.withLock { core in
                    let runs = page.filter { !core.outbox.contains($0.runID) }
                    core.outbox.publishing(runs.lazy.map(\.runID))
                    return runs
                }
                guard !runs.isEmpty else { continue }
                logger.notice(
                    "publishing runs again", metadata: ["action": "\(action)", "runs": "\(runs.count)"])
                republished.increment(by: runs.count)
                start(publishing: runs, of: action, in: &group)
                guard core.withLock({ $0.state.mayStartBatch(action) }) else {
                    // The rest follows when these are through.
                    core.withLock { $0.recovering[action] = clock.now() }
                    return
                }
            }
        } catch {
            logger.error(
                "runs to be published again could not be read; trying again",
                metadata: ["action": "\(action)", "error": "\(error)"])
            core.withLock { $0.recovering[action] = clock.now() + .seconds(1) }
        }
    }
}
