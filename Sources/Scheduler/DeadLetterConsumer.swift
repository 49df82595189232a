internal import CoreMetrics
internal import JSON
internal import Logging
internal import Messages
internal import TaskModel
internal import Timekeeping

/// Takes what the broker or a consumer gave up on, and records it where people see it: a run that nobody could perform
/// is dead, one whose consumers died is tried again, and anything else is listed with its reason.
struct DeadLetterConsumer: Sendable {
    let store: any TaskStore
    let letters: any Subscription
    let dispatcher: Dispatcher
    let clock: any WallClock
    let random: RandomSource
    let logger: Logger
    private let counter = Counter(label: "carillon_dead_letters")

    init(
        store: any TaskStore, letters: any Subscription, dispatcher: Dispatcher, clock: any WallClock,
        random: RandomSource, logger: Logger
    ) {
        self.store = store
        self.letters = letters
        self.dispatcher = dispatcher
        self.clock = clock
        self.random = random
        self.logger = logger
    }

    func run() async throws {
        try await letters.forEachBatch { batch in
            var random = random
            let sorted = batch.map { ClassifiedDeadLetter($0, now: clock.now(), using: &random) }
            for (message, letter) in zip(batch, sorted) { report(message, letter) }
            guard let last = batch.last, await record(sorted) else { return }
            FaultPoint.lettersCommitted.reached()
            letters.acknowledge(through: last.token)
        }
    }

    /// - Returns: false where the service ended before it could; the broker will hand the letters out again.
    private func record(_ sorted: [ClassifiedDeadLetter]) async -> Bool {
        let events = sorted.compactMap { $0.event(isAlone: dispatcher.isAlone) }
        let rest = sorted.compactMap(\.letter)
        while true {
            do {
                let results = try await store.apply(events, letters: rest, now: clock.now())
                dispatcher.record(results.compactMap(\.end))
                return true
            } catch {
                logger.error(
                    "dead letters could not be recorded; trying again",
                    metadata: ["letters": "\(sorted.count)", "error": "\(error)"])
                do {
                    try await clock.sleep(for: .seconds(1))
                } catch {
                    return false
                }
            }
        }
    }

    private func report(_ message: IncomingMessage, _ letter: ClassifiedDeadLetter) {
        counter.increment()
        logger.error(
            "a message ended with the dead letters",
            metadata: [
                "message_id": "\(message.messageID ?? "none")", "task_id": "\(message.correlationID ?? "none")",
                "code": "\(letter.error.code)", "reason": "\(letter.error.message)",
            ])
    }
}
