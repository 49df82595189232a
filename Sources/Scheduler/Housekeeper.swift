internal import CoreMetrics
internal import Logging
internal import Messages
internal import TaskModel
internal import Timekeeping

/// Looks after what nobody tells the scheduler of: runs that the broker lost, tasks that expired, history that is old.
///
/// It works beside the dispatcher, in small transactions, so that nothing that is due waits for it.
struct Housekeeper: Sendable {
    struct Settings: Sendable {
        var retention = Retention()
        /// How many rows one step changes.
        var stepSize = 200
        /// The pause between steps, so that other writers have their turn.
        var pace = Duration.milliseconds(20)
        /// How often old history is looked for.
        var pruneInterval = Duration.seconds(60)
    }

    let store: any TaskStore
    let announcer: any BestEffortPublisher
    let inspector: any QueueInspector
    let dispatcher: Dispatcher
    let clock: any WallClock
    let settings: Settings
    let logger: Logger
    private let lost = Counter(label: "carillon_runs_lost")
    private let expired = Counter(label: "carillon_tasks_expired")

    init(
        store: any TaskStore, announcer: any BestEffortPublisher, inspector: any QueueInspector, dispatcher: Dispatcher,
        clock: any WallClock,
        settings: Settings, logger: Logger
    ) {
        self.store = store
        self.announcer = announcer
        self.inspector = inspector
        self.dispatcher = dispatcher
        self.clock = clock
        self.settings = settings
        self.logger = logger
    }

    /// Works until it is cancelled.
    func run() async throws {
        var watch = LostRunDetector()
        var nextPrune = clock.uptime() + settings.pruneInterval
        do {
            while true {
                try await clock.sleep(for: LostRunDetector.interval)
                await findLost(&watch)
                await cancelAgain()
                await expire()
                guard clock.uptime() >= nextPrune else { continue }
                nextPrune = clock.uptime() + settings.pruneInterval
                try await prune()
            }
        } catch is CancellationError {
            return
        }
    }

    private func findLost(_ watch: inout LostRunDetector) async {
        // A result that can't arrive is not a loss.
        guard !dispatcher.isTroubled else {
            watch = LostRunDetector()
            return
        }
        let actions = dispatcher.actionsOutstanding
        watch.keep(actions)
        for action in actions {
            let before = clock.now() - LostRunDetector.youth
            do {
                let runs = try await store.outstandingRuns(of: action, publishedBefore: before)
                guard !runs.isEmpty else {
                    watch.keep(actions.filter { $0 != action })
                    continue
                }
                // Looked at after the runs were read: a result that came in between is not taken for a loss.
                let inspection = await inspector.inspect(queueOf: action)
                let lost = watch.look(at: action, inspection, runs: runs)
                if !lost.isEmpty { try await lose(lost, of: action) }
            } catch {
                logger.error(
                    "runs without a result could not be looked after; trying again",
                    metadata: ["action": "\(action)", "error": "\(error)"])
            }
        }
    }

    private func lose(_ runs: [OutstandingRun], of action: ActionName) async throws {
        let ends = try await store.lose(runs.map(\.reference), now: clock.now())
        dispatcher.record(ends)
        lost.increment(by: ends.count)
        guard let first = ends.first else { return }
        logger.warning(
            "the broker has lost runs; others take their place",
            metadata: ["action": "\(action)", "runs": "\(ends.count)", "first": "\(first.runID)"])
    }

    /// Says again which runs are to be stopped: whoever has one may have come after it was said first.
    private func cancelAgain() async {
        do {
            var last: RunID?
            while true {
                let cancellations = try await store.cancellations(after: last, limit: settings.stepSize)
                guard let end = cancellations.last else { return }
                announcer.announce(cancellations.map { $0.message() })
                guard cancellations.count == settings.stepSize else { return }
                last = end.runID
            }
        } catch {
            logger.error("runs to be stopped could not be read; trying again", metadata: ["error": "\(error)"])
        }
    }

    private func expire() async {
        do {
            var count = 0
            repeat {
                count = try await store.expire(limit: settings.stepSize, now: clock.now())
                expired.increment(by: count)
            } while count == settings.stepSize
        } catch {
            logger.error("expired tasks could not be ended; trying again", metadata: ["error": "\(error)"])
        }
    }

    private func prune() async throws {
        do {
            while try await store.prune(settings.retention, limit: settings.stepSize, now: clock.now()) {
                try await clock.sleep(for: settings.pace)
            }
        } catch let error as CancellationError {
            throw error
        } catch {
            logger.error("old history could not be removed; trying again", metadata: ["error": "\(error)"])
        }
    }
}
