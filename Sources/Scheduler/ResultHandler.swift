internal import CoreMetrics
internal import Logging
internal import Messages
internal import TaskModel
internal import Timekeeping

/// Applies what executors say of runs: all that waits in one transaction, acknowledged after the commit.
struct ResultHandler: Sendable {
    let store: any TaskStore
    let events: any Subscription
    let dispatcher: Dispatcher
    let clock: any WallClock
    let logger: Logger
    private let undecodable = Counter(label: "carillon_messages_undecodable", dimensions: [("queue", "events")])
    private let stale = Counter(label: "carillon_results_stale")
    private let finished = Counter(label: "carillon_runs_finished")

    init(
        store: any TaskStore, events: any Subscription, dispatcher: Dispatcher, clock: any WallClock, logger: Logger
    ) {
        self.store = store
        self.events = events
        self.dispatcher = dispatcher
        self.clock = clock
        self.logger = logger
    }

    func run() async throws {
        try await events.forEachBatch { batch in
            let decoded = batch.compactMap { decode($0) }
            guard let last = decoded.last else { return }
            let told = decoded.compactMap(\.event)
            if !told.isEmpty {
                guard await apply(told) else { return }
            }
            FaultPoint.resultsCommitted.reached()
            events.acknowledge(through: last.token)
            FaultPoint.resultsAcknowledged.reached()
        }
    }

    /// - Returns: nil where it was rejected; without an event where there is nothing to be recorded.
    private func decode(_ message: IncomingMessage) -> (event: RunReport?, token: IncomingMessage.Token)? {
        do {
            switch message.type {
            case Names.MessageType.runFinished:
                return (.finished(try RunFinished(decoding: message.body)), message.token)
            case Names.MessageType.runStarted:
                return (.started(try RunStarted(decoding: message.body)), message.token)
            case Names.MessageType.actionServed:
                let served = try ActionServed(decoding: message.body)
                dispatcher.recordServed(served)
                dispatcher.recordIsolation(served)
                return (nil, message.token)
            default: throw MessageError("unknown type of event: \(message.type ?? "none")")
            }
        } catch {
            undecodable.increment()
            logger.error(
                "an event cannot be understood and goes to the dead letters",
                metadata: [
                    "message_id": "\(message.messageID ?? "none")", "task_id": "\(message.correlationID ?? "none")",
                    "error": "\(error)",
                ])
            events.reject(message.token)
            return nil
        }
    }

    /// Applies events, and tries until it succeeds: the broker keeps them, and sends no more than the prefetch.
    ///
    /// - Returns: false where the service ended before it could; the broker will hand the events out again.
    private func apply(_ events: [RunReport]) async -> Bool {
        while true {
            do {
                let results = try await store.apply(events, now: clock.now())
                dispatcher.record(results.compactMap(\.end))
                let long = zip(events, results).compactMap { event, result -> RunID? in
                    guard case .started(let started) = event, result == .noted else { return nil }
                    return started.runID
                }
                if !long.isEmpty { dispatcher.recordLongRuns(long) }
                report(results)
                return true
            } catch {
                dispatcher.didEnterUncertainty()
                logger.error(
                    "results could not be recorded; trying again",
                    metadata: ["events": "\(events.count)", "error": "\(error)"])
                do {
                    try await clock.sleep(for: .seconds(1))
                } catch {
                    return false
                }
            }
        }
    }

    private func report(_ results: [RunReportResult]) {
        var ended = 0
        var ignored = 0
        for result in results {
            switch result {
            case .ended: ended += 1
            case .stale: ignored += 1
            case .noted: break
            }
        }
        finished.increment(by: ended)
        guard ignored > 0 else { return }
        stale.increment(by: ignored)
        logger.debug("results of runs that are over were ignored", metadata: ["count": "\(ignored)"])
    }
}
