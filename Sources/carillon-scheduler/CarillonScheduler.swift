import AMQP
import Foundation
import Launch
import Messages
import RabbitMQTransport
import SQLiteStore
import Scheduler
import Timekeeping

/// The scheduler: `carillon-scheduler --help` lists its settings.
@main
enum CarillonScheduler {
    static let name = "carillon-scheduler"
    static let database = Setting("database", standard: "carillon.sqlite", summary: "the SQLite file with the tasks")
    static let dispatch = Setting("dispatch", standard: "on-time", summary: "on-time or each-minute")
    static let window = Setting("window", standard: "5000", summary: "runs of one action outstanding at once")
    static let historyDays = Setting("history.days", standard: "30", summary: "how long runs and ended tasks are kept")
    static let historyRuns = Setting("history.runs", standard: "1000", summary: "how many runs of one task are kept")

    static let historyEvents = Setting(
        "history.events", standard: "100000", summary: "how many events are kept for listeners that come back")

    static func main() async {
        let arguments = Array(CommandLine.arguments.dropFirst())
        if arguments.first == "backup" {
            Launch.command("\(name) backup", settings: [database], arguments: Array(arguments.dropFirst())) {
                settings, operands in
                try BackUp(settings, operands).run()
            }
            return
        }
        await Launch.run(name, settings: [database, dispatch, window, historyDays, historyRuns, historyEvents]) {
            settings, logger in
            let retention = Retention(
                age: .seconds(86_400 * (try settings.int(historyDays, in: 1...36_500))),
                runsPerTask: try settings.int(historyRuns, in: 1...100_000),
                events: try settings.int(historyEvents, in: 1...100_000_000))
            let serviceSettings = SchedulerService.Settings(
                window: try settings.int(window, in: 1...1_000_000),
                mode: try settings.word(dispatch, as: DispatchMode.self), retention: retention)
            // One connection to publish and one to consume: a broker that blocks publishers stops reading theirs.
            let publishing = try AMQPConnection.service(
                settings, name: "\(name) publishing", topology: .scheduler, logger: logger)
            let consuming = try AMQPConnection.service(
                settings, name: "\(name) consuming", topology: .scheduler, logger: logger)
            let store = try SQLiteTaskStore(
                path: settings.string(database), retainedRuns: retention.runsPerTask)
            let bus = SchedulerBus(
                requests: RabbitMQSubscription(connection: consuming, queue: Names.Queue.requests, prefetch: 256),
                events: RabbitMQSubscription(connection: consuming, queue: Names.Queue.schedulerEvents, prefetch: 1000),
                letters: RabbitMQSubscription(connection: consuming, queue: Names.Queue.deadLetters, prefetch: 100),
                publisher: RabbitMQPublisher(connection: publishing, appID: name),
                replier: RabbitMQReplier(connection: consuming, appID: name, logger: logger),
                announcer: RabbitMQBestEffortPublisher(connection: publishing, appID: name, logger: logger),
                inspector: RabbitMQQueueInspector(connection: consuming))
            let scheduler = SchedulerService(
                store: store, bus: bus, clock: SystemClock(), settings: serviceSettings, logger: logger)
            return [publishing, consuming, scheduler]
        }
    }
}
