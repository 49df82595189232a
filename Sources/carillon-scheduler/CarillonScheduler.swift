import AMQP
import Launch
import Messages
import RabbitMQTransport
import Scheduler
import TaskStore
import Timekeeping

/// The scheduler: `carillon-scheduler --help` lists its settings.
@main
enum CarillonScheduler {
    static let database = Setting("database", standard: "carillon.sqlite", summary: "the SQLite file with the tasks")
    static let dispatch = Setting("dispatch", standard: "on-time", summary: "on-time or each-minute")
    static let window = Setting("window", standard: "5000", summary: "runs of one action outstanding at once")

    static func main() async {
        await Launch.run("carillon-scheduler", settings: [database, dispatch, window]) { settings, logger in
            let clock = SystemClock()
            let serviceSettings = SchedulerService.Settings(
                window: try settings.int(window, in: 1...1_000_000),
                mode: try settings.word(dispatch, as: DispatchMode.self))
            // One connection to publish and one to consume: a broker that blocks publishers stops reading theirs.
            let publishing = try AMQPConnection.service(
                settings, name: "carillon-scheduler publishing", topology: .scheduler, logger: logger)
            let consuming = try AMQPConnection.service(
                settings, name: "carillon-scheduler consuming", topology: .scheduler, logger: logger)
            let store = try SQLiteTaskStore(path: settings.string(database))
            let appID = "carillon-scheduler"
            let scheduler = SchedulerService(
                store: store,
                requests: RabbitMQSubscription(connection: consuming, queue: Names.Queue.requests, prefetch: 256),
                events: RabbitMQSubscription(connection: consuming, queue: Names.Queue.schedulerEvents, prefetch: 1000),
                publisher: RabbitMQPublisher(connection: publishing, appID: appID),
                replier: RabbitMQReplier(connection: consuming, appID: appID, logger: logger),
                clock: clock, settings: serviceSettings, logger: logger)
            return [publishing, consuming, scheduler]
        }
    }
}
