public import TaskModel

/// The names that all services share: exchanges, queues, routing keys and message types.
public enum Names {
    public enum Exchange {
        /// Requests from the API to the scheduler; direct.
        public static let requests = "carillon.requests"
        /// Due runs, routed by the name of the action; direct.
        public static let actions = "carillon.actions"
        /// Events of runs and tasks; topic.
        public static let events = "carillon.events"
        /// Dead letters: messages that the broker or a consumer gave up; topic.
        public static let dead = "carillon.dead"
        /// Messages of the action `message`; topic, routed by channel.
        public static let messages = "carillon.messages"
    }

    public enum Queue {
        public static let requests = "carillon.requests.tasks"
        public static let schedulerEvents = "carillon.events.scheduler"
        public static let deadLetters = "carillon.dead.letters"
        /// Keeps the messages of the action `message`, in addition to queues of other consumers.
        public static let inbox = "carillon.messages.inbox"

        /// The events for one API process: deleted a minute after the process has ended.
        public static func listener(_ id: String) -> String { "carillon.events.api.\(id)" }
        /// The cancellations for one executor process: deleted a minute after the process has ended.
        public static func cancellations(_ id: String) -> String { "carillon.cancels.\(id)" }

        /// The due runs of an action.
        public static func action(_ name: ActionName) -> String { "carillon.actions.\(name)" }
    }

    public enum RoutingKey {
        /// Requests about tasks.
        public static let tasks = "tasks"
        /// Every event of a run.
        public static let anyRunEvent = "run.#"
        /// Every report of an action that an executor serves.
        public static let anyActionServed = "action.served.#"
        /// Every event of tasks and their runs that the scheduler publishes.
        public static let anyTaskEvent = "task.#"

        public static func runStarted(_ action: ActionName) -> String { "run.started.\(action)" }
        public static func actionServed(_ action: ActionName) -> String { "action.served.\(action)" }
        /// Cancellations of runs of the action.
        public static func runCancel(_ action: ActionName) -> String { "cancel.\(action)" }
        public static func runFinished(_ action: ActionName) -> String { "run.finished.\(action)" }
    }

    /// Values of the AMQP property `type`. The number at the end changes if old readers would misunderstand the message.
    public enum MessageType {
        public static let runRequested = "carillon.run.requested.v1"
        public static let runStarted = "carillon.run.started.v1"
        public static let runFinished = "carillon.run.finished.v1"
        public static let actionServed = "carillon.action.served.v1"
        public static let runCancel = "carillon.run.cancel.v1"
        public static let taskEvents = "carillon.task.events.v1"
        /// The reply to a request that was carried out.
        public static let reply = "carillon.reply.v1"
        /// The reply to a request that was not carried out.
        public static let failure = "carillon.failure.v1"
        public static let message = "carillon.message.v1"
    }

    /// The value of `Content-Type` on every message.
    public static let contentType = "application/json"
}
