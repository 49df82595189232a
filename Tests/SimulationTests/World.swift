import GRDB
import Logging
import Messages
import SimulatedBus
import TaskModel
import Timekeeping

@testable import SQLiteStore
@testable import Scheduler

/// Everything that a simulation has: the scheduler under test, and what it lives among.
final class World: @unchecked Sendable {
    static let start = Timestamp(milliseconds: 1_774_600_000_000)
    static let window = 6
    static let limitedGroup: TaskGroup = "limited"

    let dice: Dice
    let random: RandomSource
    var faults: Faults
    let clock = SimulatedClock(World.start)
    let executor = SimulationExecutor()
    let store: SQLiteTaskStore
    let broker = SimulatedBroker(World.topology)
    let requests: SimulatedQueue
    let events: SimulatedQueue
    let letters: SimulatedQueue
    let runs: SimulatedQueue
    /// What the present life of the scheduler consumes.
    private var consumers: [(queue: SimulatedQueue, id: UInt16)] = []
    var ledger = SimulationLedger()
    var limits = SimulatedLimits()
    /// Runs that executors were told to stop.
    private var cancelled: Set<RunID> = []
    var hasConsumers = true
    /// The defect of a scheduler that is meant to fail.
    var losesClaims = false
    var executorDeaths = 0
    var queuesLost = 0
    var clockWentBack = false
    /// The number of the last event that a listener was told of.
    private var lastHeard: Int64 = 0
    private(set) var violations: [String] = []
    /// What happened, as a number that depends on all of it.
    private(set) var trace: UInt64 = 14_695_981_039_346_656_037
    private(set) lazy var client = SimulatedClient(self)
    private lazy var worker = SimulatedExecutor(self)
    private var life: Life?
    private var root: Task<Void, any Error>?
    private var timeline: [(at: Duration, order: Int, body: () -> Void)] = []
    private var order = 0
    private(set) lazy var zones = ["UTC", "Europe/Berlin", "Australia/Lord_Howe", "America/New_York"]
        .compactMap { Zone(identifier: $0) }

    /// What the services declare, with what the policies of the stack add.
    private static let topology: Topology = {
        let executor = Topology.executor("simulated", actions: ["a"], sendsMessages: false)
        var topology = Topology.scheduler
        topology.exchanges += executor.exchanges
        topology.queues += executor.queues
        topology.bindings += executor.bindings
        for index in topology.queues.indices where topology.queues[index].name != Names.Queue.deadLetters {
            topology.queues[index].arguments["x-dead-letter-exchange"] = .string(Names.Exchange.dead)
            let isAction = topology.queues[index].name == Names.Queue.action("a")
            if isAction { topology.queues[index].arguments["x-delivery-limit"] = 2 }
        }
        return topology
    }()

    init(seed: UInt64) throws {
        let names = [
            Names.Queue.requests, Names.Queue.schedulerEvents, Names.Queue.deadLetters, Names.Queue.action("a"),
        ]
        let queues = names.compactMap(broker.queue)
        (requests, events, letters, runs) = (queues[0], queues[1], queues[2], queues[3])
        dice = Dice(seed)
        random = .seeded(seed &+ 1)
        faults = Faults(dice)
        store = try SQLiteTaskStore(inMemory: .seeded(seed &+ 2))
    }

    // MARK: - Time

    /// Has something happen later.
    func after(_ delay: Duration, _ body: @escaping () -> Void) {
        order += 1
        timeline.append((clock.uptime() + delay, order, body))
    }

    /// Lets the world go on until everything that is ready has run, and then moves the clock to what comes next.
    ///
    /// - Parameter idle: how far the clock may leap where only those sleep who look in from time to time; nil for as far
    ///   as they sleep.
    func turn(leap idle: Duration?) {
        while executor.runOne(dice) {}
        worker.poll()
        let next = timeline.map(\.at).min().map { $0 - clock.uptime() }
        var step = min(next ?? .seconds(3600), max(clock.untilNextSleeper ?? .seconds(3600), .milliseconds(1)))
        if let idle { step = max(step, min(next ?? idle, idle)) }
        clock.advance(by: max(step, .zero))
        for entry in timeline.filter({ $0.at <= clock.uptime() }).sorted(by: { ($0.at, $0.order) < ($1.at, $1.order) })
        {
            timeline.removeAll { $0.order == entry.order }
            entry.body()
        }
    }

    var hasPlans: Bool { !timeline.isEmpty }

    // MARK: - The scheduler

    private func subscribe(to queue: SimulatedQueue, _ life: Life) -> SimulatedSubscription {
        let subscription = SimulatedSubscription(queue: queue, connection: life)
        consumers.append((queue, subscription.consumer))
        return subscription
    }

    func startScheduler() {
        let life = Life(self)
        self.life = life
        broker.onReply(to: SimulatedClient.address) { [unowned self] in client.receive($0) }
        let bus = SchedulerBus(
            requests: subscribe(to: requests, life),
            events: subscribe(to: events, life),
            letters: subscribe(to: letters, life),
            publisher: SimulatedPublisher(life: life, world: self),
            replier: SimulatedReplier(life: life, world: self),
            announcer: SimulatedAnnouncer(life: life, world: self),
            inspector: SimulatedInspector(life: life, world: self))
        let service = SchedulerService(
            store: SimulatedStore(store: store, life: life, world: self), bus: bus, clock: clock, random: random,
            settings: .init(window: Self.window), logger: Logger(label: "simulation") { _ in SwiftLogNoOpLogHandler() })
        root = Task(executorPreference: executor) {
            // Should it end with an error, such as a database that can't be read, it is started again.
            do { try await service.run() } catch { self.crash("it ended: \(error)") }
        }
    }

    /// The scheduler is gone, and is started again after a while.
    func crash(_ why: String, pause: Duration? = nil) {
        guard let life, !life.isOver else { return }
        note("the scheduler dies: \(why)")
        life.end()
        root?.cancel()
        // Whoever waits in it is let go, and finds that its life is over.
        for (queue, consumer) in consumers { queue.requeue(of: consumer, isGone: true) }
        consumers = []
        // Transient: nobody waits for the answers any more.
        let pause = pause ?? dice.milliseconds(0...(dice.chance(0.1) ? 600_000 : 2000))
        after(pause) { [self] in
            note("the scheduler starts")
            startScheduler()
        }
    }

    /// Ends the simulation's tasks.
    func stop() {
        life?.end()
        root?.cancel()
        for queue in [requests, events, letters] { queue.wake() }
        while executor.runOne(dice) {}
    }

    // MARK: - What happens

    func note(_ what: String) {
        for byte in "\(clock.now().milliseconds) \(what)".utf8 { trace = (trace ^ UInt64(byte)) &* 1_099_511_628_211 }
    }

    func violate(_ what: String) {
        if violations.count < 20 { violations.append("\(clock.now().rfc3339): \(what)") }
    }

    func noteRun(_ message: OutgoingMessage) {
        guard let run = try? RunRequest(decoding: message.body) else { return violate("a run can't be read") }
        note("published \(run.runID)")
        if run.scheduledFor > clock.now(), !clockWentBack { violate("\(run.taskID) runs before \(run.scheduledFor)") }
    }

    /// What a listener hears: it may miss something, and hears nothing twice or in another order.
    func listen(_ message: OutgoingMessage) {
        if let cancellation = try? RunCancellation(decoding: message.body),
            message.type == Names.MessageType.runCancel
        {
            cancelled.insert(cancellation.runID)
        }
        guard message.type == Names.MessageType.taskEvents else { return }
        guard let events = try? RecordedEvent.decode(message.body) else { return violate("events can't be read") }
        for event in events {
            if event.id <= lastHeard { violate("event \(event.id) was told after \(lastHeard)") }
            lastHeard = event.id
        }
    }

    func noteRedrive(of run: RunID) {
        let id = try? look { db in
            try Row.fetchOne(
                db.cachedStatement(sql: "SELECT task_id FROM runs WHERE run_id = ?"), arguments: [run.blob])?
                .id(0, TaskID.self)
        }
        if let id { ledger.entries[id]?.isRedriven = true }
    }

    /// The event that an executor publishes.
    func result(of run: RunRequest) -> OutgoingMessage {
        // Executors may be told too late, or take no notice.
        let isCancelled = cancelled.contains(run.runID) && dice.chance(0.5)
        let fate = ledger.entries[run.taskID]?.fate.outcome(attempt: run.attempt) ?? .succeeded
        let outcome = isCancelled ? .rejected : fate
        let code = isCancelled ? "cancelled" : "bad"
        let result = RunResult(
            outcome: outcome, finishedAt: clock.now(),
            error: outcome == .succeeded ? nil : RunError(code: code, message: "it went badly"))
        note("result \(run.runID) \(outcome)")
        return RunFinished(runID: run.runID, taskID: run.taskID, attempt: run.attempt, result: result)
            .message(action: run.action, messageID: "event")
    }

    func loseQueue() {
        note("a queue is lost")
        queuesLost += 1
        runs.purge()
    }

    func executorCrash() { worker.crash() }

    // MARK: - Looking into the table

    /// Reads without a transaction, which takes four statements more: nobody else is at the table.
    func look<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try store.database.writeWithoutTransaction(body)
    }

    func someDeadRun() -> RunID? {
        let ids = try? look { db in
            try Row.fetchAll(
                db.cachedStatement(sql: "SELECT run_id FROM runs WHERE state = 3 ORDER BY run_id LIMIT 20")
            )
            .map { try $0.id(0, RunID.self) }
        }
        guard let ids, !ids.isEmpty else { return nil }
        return dice.pick(ids)
    }

    func someTask() -> StoredTask? {
        let tasks = try? look { db in
            try Row.fetchAll(db.cachedStatement(sql: "SELECT id FROM tasks ORDER BY id LIMIT 20")).compactMap { row in
                try Row.fetchOne(db.cachedStatement(sql: Statements.task), arguments: [row.id(0, TaskID.self).blob])
                    .map(StoredTask.init)
            }
        }
        guard let tasks, !tasks.isEmpty else { return nil }
        return dice.pick(tasks)
    }

    func pausedTasks() -> [TaskID] {
        let ids = try? look { db in
            try Row.fetchAll(db.cachedStatement(sql: "SELECT id FROM tasks WHERE paused = 1 ORDER BY id"))
                .map { try $0.id(0, TaskID.self) }
        }
        return ids ?? []
    }

    /// What must hold at every moment.
    func checkDuring() throws {
        let (outstanding, overlapping) = try look { db in
            let outstanding =
                try Int.fetchOne(db.cachedStatement(sql: "SELECT count(*) FROM runs WHERE state = 0")) ?? 0
            let overlapping = try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT task_id FROM runs WHERE state IN (0, 6) GROUP BY task_id
                        HAVING count(DISTINCT scheduled_for) > 1
                        """)
            ).map { try $0.id(0, TaskID.self) }
            return (outstanding, overlapping)
        }
        if outstanding > Self.window { violate("\(outstanding) runs are outstanding; the window is \(Self.window)") }
        for id in overlapping {
            guard let entry = ledger.entries[id], !entry.isRedriven, entry.extraRuns.isEmpty, !entry.beginsAnew,
                entry.task.schedule.overlap != .allow
            else {
                continue
            }
            violate("occurrences of \(id) overlap")
        }
    }

    /// When the next thing is due, and whether anything is open or due now.
    func outlook() -> (next: Timestamp?, isBusy: Bool) {
        let row = try? look { db in
            try Row.fetchOne(
                db.cachedStatement(
                    sql: """
                        SELECT (SELECT min(due_at) FROM tasks WHERE due_at IS NOT NULL),
                          (SELECT min(due_at) FROM runs WHERE state = 6),
                          (SELECT count(*) FROM runs WHERE state = 0),
                          (SELECT count(*) FROM runs r JOIN tasks t ON t.id = r.task_id
                            WHERE r.state = 6 AND r.suspicion > 0 AND t.paused = 0)
                        """))
        }
        guard let row else { return (nil, true) }
        let due = [row[0] as Int64?, row[1] as Int64?].compactMap { $0 }.min().map(Timestamp.init(milliseconds:))
        let isBusy =
            (row[2] as Int) + (row[3] as Int) > 0 || runs.count + events.count + letters.count + requests.count > 0
            || (due.map { $0 <= clock.now() } ?? false)
        return (due, isBusy)
    }
}
