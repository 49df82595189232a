public import TaskModel

/// The names that everybody agrees on: exchanges, queues, routing keys and message types.
public enum Names {
    public enum Exchange {
        /// Requests from the API to the scheduler; direct.
        public static let requests = "carillon.requests"
        /// Due runs, routed by the name of the action; direct.
        public static let actions = "carillon.actions"
        /// What happened to runs and tasks; topic.
        public static let events = "carillon.events"
        /// What the broker or a consumer gave up on; topic.
        public static let dead = "carillon.dead"
        /// What the action `message` sends; topic, routed by channel.
        public static let messages = "carillon.messages"
    }

    public enum Queue {
        public static let requests = "carillon.requests.tasks"
        public static let schedulerEvents = "carillon.events.scheduler"
        public static let deadLetters = "carillon.dead.letters"
        /// Keeps what the action `message` sent, whether or not other queues are bound.
        public static let inbox = "carillon.messages.inbox"

        /// Where one API process hears of events: gone a minute after the process.
        public static func listener(_ id: String) -> String { "carillon.events.api.\(id)" }
        /// Where one executor process hears which runs to stop: gone a minute after the process.
        public static func cancellations(_ id: String) -> String { "carillon.cancels.\(id)" }

        /// Where the due runs of an action wait for an executor.
        public static func action(_ name: ActionName) -> String { "carillon.actions.\(name)" }
    }

    public enum RoutingKey {
        /// Requests about tasks.
        public static let tasks = "tasks"
        /// Every event of a run.
        public static let anyRunEvent = "run.#"
        /// Every action that an executor serves.
        public static let anyActionServed = "action.served.#"
        /// All events of tasks and their runs.
        public static let anyTaskEvent = "task.#"

        public static func runStarted(_ action: ActionName) -> String { "run.started.\(action)" }
        public static func actionServed(_ action: ActionName) -> String { "action.served.\(action)" }
        /// Runs of the action that are to be stopped.
        public static func runCancel(_ action: ActionName) -> String { "cancel.\(action)" }
        public static func runFinished(_ action: ActionName) -> String { "run.finished.\(action)" }
    }

    /// Values of the AMQP property `type`. The number at the end changes when old readers would misunderstand.
    public enum MessageType {
        public static let runRequested = "carillon.run.requested.v1"
        public static let runStarted = "carillon.run.started.v1"
        public static let runFinished = "carillon.run.finished.v1"
        public static let actionServed = "carillon.action.served.v1"
        public static let runCancel = "carillon.run.cancel.v1"
        public static let taskEvents = "carillon.task.events.v1"
        /// The answer to a request that was carried out.
        public static let reply = "carillon.reply.v1"
        /// The answer to one that was not.
        public static let failure = "carillon.failure.v1"
        public static let message = "carillon.message.v1"
    }

    /// The value of `Content-Type` on every message.
    public static let contentType = "application/json"
}
