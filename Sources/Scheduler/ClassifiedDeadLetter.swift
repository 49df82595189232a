internal import Foundation
internal import JSON
internal import Messages
internal import TaskModel
internal import Timekeeping

/// What a dead-lettered message is: a run that nobody could perform, or something else.
enum ClassifiedDeadLetter: Sendable {
    case run(RunFinished)
    /// A run whose consumers died: perhaps of it, perhaps of another.
    case crash(RunCrash, of: ActionName)
    case other(DeadLetter)

    /// How much of a body is kept, in bytes.
    static let keptBytes = 4096

    /// - Parameters:
    ///   - now: for the id of a letter that has none.
    init(_ message: IncomingMessage, now: Timestamp, using random: inout some RandomNumberGenerator) {
        let error = Self.error(of: message)
        if message.type == Names.MessageType.runRequested, let run = try? RunRequest(decoding: message.body) {
            if message.death?.reason == "delivery_limit" {
                self = .crash(
                    RunCrash(
                        runID: run.runID, taskID: run.taskID, attempt: run.attempt, wasAlone: false, error: error),
                    of: run.action)
                return
            }
            let result = RunResult(outcome: .rejected, finishedAt: now, error: error)
            self = .run(RunFinished(runID: run.runID, taskID: run.taskID, attempt: run.attempt, result: result))
            return
        }
        let id =
            message.messageID.flatMap { MessageID($0) } ?? MessageID(milliseconds: now.milliseconds, using: &random)
        self = .other(
            DeadLetter(
                id: id, action: Self.action(of: message.routingKey), error: error, output: Self.describe(message)))
    }

    /// What is to be recorded of a run.
    ///
    /// - Parameter isAlone: whether a run is with the consumers of its action and no other is.
    func event(isAlone: (RunID, ActionName) -> Bool) -> RunReport? {
        switch self {
        case .run(let finished): return .finished(finished)
        case .crash(var crash, let action):
            crash.wasAlone = isAlone(crash.runID, action)
            return .crashed(crash)
        case .other: return nil
        }
    }

    var letter: DeadLetter? {
        guard case .other(let letter) = self else { return nil }
        return letter
    }

    var error: RunError {
        switch self {
        case .run(let finished): finished.result.error ?? RunError(code: "dead_letter", message: "")
        case .crash(let crash, _): crash.error
        case .other(let letter): letter.error
        }
    }

    /// The broker's reasons (RabbitMQ, "Dead Letter Exchanges"), in a person's words.
    private static func error(of message: IncomingMessage) -> RunError {
        guard let death = message.death else {
            return RunError(code: "undecodable", message: "the scheduler could not read this request")
        }
        let queue = "the queue \(death.queue)"
        return switch death.reason {
        case "rejected":
            RunError(code: "undecodable", message: "a consumer of \(queue) could not read this message and rejected it")
        case "delivery_limit":
            RunError(
                code: "delivery_limit",
                message:
                    "it was delivered from \(queue) again and again and never settled: its consumers died, of it or of "
                    + "another run that they had with it"
            )
        case "expired": RunError(code: "expired", message: "it waited in \(queue) for longer than the broker allows")
        case "maxlen": RunError(code: "queue_full", message: "\(queue) is full")
        default: RunError(code: "dead_letter", message: "the broker took it out of \(queue): \(death.reason)")
        }
    }

    /// `run.finished.<action>`, `run.started.<action>`, or the name of the action itself.
    private static func action(of routingKey: String) -> ActionName? {
        for prefix in ["run.finished.", "run.started."] where routingKey.hasPrefix(prefix) {
            return ActionName(String(routingKey.dropFirst(prefix.count)))
        }
        return ActionName(routingKey)
    }

    private static func describe(_ message: IncomingMessage) -> RawJSON {
        RawJSON(
            unchecked: JSONWriter.object(capacity: keptBytes + 512) { json in
                if let type = message.type { json.field("type", type) }
                if let id = message.messageID { json.field("message_id", id) }
                if let id = message.correlationID { json.field("correlation_id", id) }
                json.field("routing_key", message.routingKey)
                if let queue = message.death?.queue { json.field("queue", queue) }
                json.field("bytes", message.body.count)
                json.field("body", RunError.cut(String(decoding: message.body, as: UTF8.self), to: keptBytes))
            })
    }
}
