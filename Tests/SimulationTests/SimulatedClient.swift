import JSON
import Messages
import Recurrence
import SimulatedBus
import TaskModel
import Timekeeping

/// Asks for tasks of every kind, changes them, and notes what it was told.
final class SimulatedClient {
    private unowned let world: World
    private var sent: [String: [TaskChange]] = [:]
    private var nextCall = 0
    private var keys: [IdempotencyKey] = []

    init(_ world: World) {
        self.world = world
    }

    /// Sends one request.
    func act() {
        let ids = world.ledger.entries.keys.sorted()
        switch world.dice.below(20) {
        case 0 where !ids.isEmpty: send(.delete(world.dice.pick(ids)))
        case 1 where !ids.isEmpty: send(.pause(world.dice.pick(ids)))
        case 2,
            3 where !ids.isEmpty:
            resumeAll()
        case 4: if let run = world.someDeadRun() { send(.redrive(run)) }
        case 5: if let run = world.someDeadRun() { send(.discard(run)) }
        case 6: create(named: true, put: true)
        case 9 where !ids.isEmpty:
            var random = world.random
            let now = world.clock.now()
            send(.run(world.dice.pick(ids), RunID(milliseconds: now.milliseconds, using: &random)))
        case 10: if let update = world.dice.chance(0.5) ? update() : timesUpdate() { send(update) }
        case 11 where !ids.isEmpty: send(.cancel(world.dice.pick(ids)))
        case 12: limit()
        case 7: create(named: true, put: false)
        case 8: create(named: false, put: false, once: true)
        default: create(named: false, put: false)
        }
    }

    /// What was paused goes on, so that everything comes to its end.
    func resumeAll() {
        for id in world.pausedTasks() { send(.resume(id)) }
    }

    /// Where the replies to its requests go.
    static let address = "client"

    func receive(_ message: IncomingMessage) {
        guard let changes = message.correlationID.flatMap({ sent.removeValue(forKey: $0) }),
            case .success(let body)? = try? SchedulerReply(type: message.type, decoding: message.body),
            let answers = try? TaskChangeAnswer.decode(body)
        else { return }
        for (change, answer) in zip(changes, answers) {
            if let task = change.newTask {
                switch answer {
                case .done, .replaced: world.ledger.entries[task.id]?.isAccepted = true
                default: break
                }
            }
        }
    }

    private func send(_ change: TaskChange) {
        switch change {
        case .delete(let id): world.ledger.entries[id]?.mayBeGone = true
        case .redrive(let run): world.noteRedrive(of: run)
        case .cancel(let id): world.ledger.entries[id]?.mayBeCancelled = true
        case .run(let id, let run):
            world.ledger.entries[id]?.extraRuns.insert(run)
        default: break
        }
        if let task = change.newTask, case .put = change, let name = task.name {
            for (id, entry) in world.ledger.entries where entry.task.name == name && id != task.id {
                world.ledger.entries[id]?.mayBeGone = true
            }
        }
        // Requests on different connections may arrive in another order than they were sent in.
        if let task = change.newTask, let name = task.name,
            sent.values.joined().contains(where: { if case .put(let other) = $0 { other.name == name } else { false } })
        {
            world.ledger.entries[task.id]?.mayBeGone = true
        }
        // What takes another's place must not come again after a third has taken its own.
        let mayDouble = if case .put = change { false } else { true }
        sent["call-\(nextCall + 1)"] = [change]
        send(.change([change]), mayDouble: mayDouble)
    }

    private func send(_ operation: SchedulerRequest.Operation, mayDouble: Bool) {
        nextCall += 1
        let id = "call-\(nextCall)"
        let now = world.clock.now()
        var message = SchedulerRequest(operation, deadline: now + .seconds(60)).message(id: id, now: now)
        message.properties.replyTo = Self.address
        if world.dice.chance(world.faults.lostCall) { return }
        let times = mayDouble && world.dice.chance(world.faults.doubled) ? 2 : 1
        for _ in 0..<times {
            world.after(world.dice.milliseconds(0...50)) { [world, message] in
                world.broker.publish(message)
            }
        }
    }

    /// Sets a limit for a group, or takes it away.
    private func limit() {
        let name = LimitName.group(World.limitedGroup)
        guard world.dice.chance(0.7) else { return send(.deleteLimit(name), mayDouble: true) }
        let limit = RunLimit(
            name: name, maxConcurrent: world.dice.pick([nil, 1, 2, 3]), perSecond: world.dice.pick([nil, 0.5, 2, 5]),
            updatedAt: world.clock.now())
        send(.putLimit(limit), mayDouble: true)
    }

    private func create(named: Bool, put: Bool, once: Bool = false) {
        var task = newTask()
        if named { task.name = TaskName("name-\(world.dice.below(3))") }
        // One that ends its executor is rare.
        let fates = SimulationLedger.Fate.allCases.filter { $0 != .crashes || world.dice.chance(0.2) }
        world.ledger.entries[task.id] = .init(task: task, fate: world.dice.pick(fates))
        if put { return send(.put(task)) }
        guard once else { return send(.create(task)) }
        if keys.isEmpty || world.dice.chance(0.5) {
            let number = keys.count
            if let key = IdempotencyKey(key: "key-\(number)", fingerprint: "f\(number)") { keys.append(key) }
        }
        send(.createOnce(task, world.dice.pick(keys)))
    }

    /// Another payload and priority, sometimes by somebody who has not seen the last change, and together with another.
    private func update() -> TaskChange? {
        guard var task = world.someTask() else { return nil }
        task.definition.payload = RawJSON(#"{"changed":true}"#)
        task.definition.priority = TaskPriority(world.dice.below(10)) ?? .standard
        let change = TaskChange.update(
            TaskUpdate(
                task: task.definition, times: .kept, revision: task.revision - world.dice.below(2)))
        return world.dice.chance(0.5) ? change : .atomic([change, .pause(task.id)])
    }

    /// Other times, or the same, while anything may be under way.
    private func timesUpdate() -> TaskChange? {
        guard let stored = world.someTask() else { return nil }
        let now = world.clock.now()
        var task = stored.definition
        var times = TaskUpdate.Times.changed
        switch world.dice.below(4) {
        case 0:
            times = .begun
            task.runAt = world.dice.pick([
                stored.progress.runAt, stored.definition.runAt, now + world.dice.milliseconds(-5000...7_200_000),
            ])
            task.localAnchor = nil
            task.firstAt = (try? task.series())?.next(after: task.runAt - .milliseconds(1))
            if task.recurrence != nil, task.firstAt == nil { return nil }
        case 1: task.recurrence = nil
        case 2: task.zone = world.dice.pick(world.zones)
        default: task.recurrence = try? RecurrenceRule(storedText: world.dice.pick(Self.rules))
        }
        if times == .changed {
            guard task.recurrence != nil || stored.definition.recurrence != nil,
                let kept = try? task.keepingAnchor(of: stored.definition, next: stored.progress.runAt, now: now)
            else { return nil }
            task = kept
        }
        world.ledger.entries[task.id]?.isEdited = true
        if times == .begun { world.ledger.entries[task.id]?.beginsAnew = true }
        return .update(TaskUpdate(task: task, times: times, revision: stored.revision))
    }

    private func newTask() -> TaskDefinition {
        let now = world.clock.now()
        let runAt = now + world.dice.milliseconds(-5000...(world.dice.chance(0.5) ? 5_000 : 172_800_000))
        var random = world.random
        var task = TaskDefinition(
            id: TaskID(milliseconds: now.milliseconds, using: &random), action: "a", payload: RawJSON("{}"),
            runAt: runAt)
        task.timeoutSeconds = 5
        task.retry = RetryPolicy(
            maxAttempts: 1 + world.dice.below(3), backoff: world.dice.pick(RetryPolicy.Backoff.allCases),
            initialSeconds: Double(world.dice.below(60)), maxSeconds: 3600,
            jitter: world.dice.pick(RetryPolicy.Jitter.allCases))
        if world.dice.chance(0.4) { task.group = World.limitedGroup }
        if world.dice.chance(0.5) {
            task.zone = world.dice.pick(world.zones)
            recur(&task)
            task.schedule = SchedulePolicy(
                onMissed: world.dice.pick(SchedulePolicy.OnMissed.allCases), maxMissed: 1 + world.dice.below(5),
                graceSeconds: world.dice.pick([0, 60, 7200]),
                overlap: world.dice.pick(SchedulePolicy.Overlap.allCases),
                onFailure: world.dice.pick(SchedulePolicy.OnFailure.allCases))
        } else if world.dice.chance(0.2) {
            task.expiresAt = runAt + world.dice.milliseconds(1...20_000)
        }
        return task
    }

    private static let rules = [
        "daily", "daily", "weekly", "monthly", "weekdays", #"{"cron":"7 */5 * * *"}"#, #"{"every":"PT7H30M"}"#,
        #"{"rrule":"FREQ=HOURLY;INTERVAL=5;COUNT=6"}"#, #"{"cron":"0 3 * * *","jitter_seconds":7200}"#,
        #"{"any_of":["daily",{"cron":"30 2 * * *"}],"except":["weekdays"],"dst_overlap":"both"}"#,
    ]

    /// Makes the task recur, as the API would.
    private func recur(_ task: inout TaskDefinition) {
        guard let rule = try? RecurrenceRule(storedText: world.dice.pick(Self.rules)) else { return }
        let accepted = try? rule.accepted(
            anchor: task.runAt, localAnchor: nil, zone: task.zone, seed: TaskDefinition.seed(of: task.id),
            after: task.runAt - .milliseconds(1))
        guard let accepted else { return }
        task.recurrence = accepted.rule
        task.firstAt = accepted.first
    }
}
