internal import CoreMetrics
internal import JSON
internal import Logging
internal import Messages
internal import TaskModel
internal import Timekeeping

/// Carries out what the API asks: all changes that wait in one transaction, each answered after the commit.
struct RequestHandler: Sendable {
    let store: any TaskStore
    let requests: any Subscription
    let replier: any Replier
    let publisher: any Publisher
    let dispatcher: Dispatcher
    let clock: any WallClock
    let logger: Logger
    private let undecodable = Counter(label: "carillon_messages_undecodable", dimensions: [("queue", "requests")])
    private let expired = Counter(label: "carillon_requests_expired")

    init(
        store: any TaskStore, requests: any Subscription, replier: any Replier, publisher: any Publisher,
        dispatcher: Dispatcher, clock: any WallClock, logger: Logger
    ) {
        self.store = store
        self.requests = requests
        self.replier = replier
        self.publisher = publisher
        self.dispatcher = dispatcher
        self.clock = clock
        self.logger = logger
    }

    /// A request and where its answer goes.
    private struct Call {
        let operation: SchedulerRequest.Operation
        let deadline: Timestamp
        let address: String
        let correlationID: String

        /// What it changes; nil for a question.
        var changes: [TaskChange]? {
            guard case .change(let changes) = operation else { return nil }
            return changes
        }
    }

    func run() async throws {
        try await requests.forEachBatch { batch in
            var unreadable: [OutgoingMessage] = []
            let calls = batch.compactMap { decode($0, unreadable: &unreadable) }.filter { !isTooLate($0) }
            if !unreadable.isEmpty { _ = await publisher.publish(unreadable) }
            // Acknowledged before it is carried out: should the scheduler die now, the asker's deadline tells it. A
            // request that the broker handed out again would be carried out behind its asker's back.
            if let last = batch.last { requests.acknowledge(through: last.token) }
            async let reads: Void = answer(calls.filter { $0.changes == nil })
            await change(calls.compactMap { call in call.changes.map { (call, $0) } })
            await reads
        }
    }

    /// - Parameter unreadable: takes what can't be understood, addressed to the dead letters. The queue itself has no
    ///   dead-letter exchange, since requests that nobody waits for any more would end there, too.
    private func decode(_ message: IncomingMessage, unreadable: inout [OutgoingMessage]) -> Call? {
        do {
            let request = try SchedulerRequest(type: message.type, decoding: message.body)
            guard let address = message.replyTo, let correlationID = message.correlationID else {
                throw MessageError("a request must say where its reply goes")
            }
            return Call(
                operation: request.operation, deadline: request.deadline, address: address,
                correlationID: correlationID)
        } catch {
            undecodable.increment()
            logger.error(
                "a request cannot be understood and goes to the dead letters",
                metadata: ["message_id": "\(message.messageID ?? "none")", "error": "\(error)"])
            unreadable.append(
                OutgoingMessage(
                    exchange: Names.Exchange.dead, routingKey: Names.RoutingKey.tasks, type: message.type ?? "",
                    messageID: message.messageID ?? "", correlationID: message.correlationID, persistent: true,
                    mandatory: false, body: message.body))
            return nil
        }
    }

    /// Whether nobody waits for the answer any more. Such a request is not carried out.
    private func isTooLate(_ call: Call) -> Bool {
        guard clock.now() >= call.deadline else { return false }
        expired.increment()
        logger.warning("a request came too late and is dropped", metadata: ["request_id": "\(call.correlationID)"])
        return true
    }

    // MARK: - Changes

    /// Carries out the changes of several requests in one transaction, and answers each request for its own.
    private func change(_ calls: [(call: Call, changes: [TaskChange])]) async {
        guard !calls.isEmpty else { return }
        let changes = calls.flatMap(\.changes)
        do {
            let results = try await store.apply(changes, now: clock.now())
            dispatcher.note(Array(zip(changes, results)))
            var rest = results[...]
            let answers = calls.map { call in
                defer { rest = rest.dropFirst(call.changes.count) }
                let own = rest.prefix(call.changes.count).map(TaskChangeAnswer.init)
                return SchedulerReply.success(TaskChangeAnswer.encode(own))
            }
            reply(to: calls.map(\.call), answers)
        } catch {
            logger.error("changes could not be stored", metadata: ["changes": "\(changes.count)", "error": "\(error)"])
            let failure = SchedulerReply.failure(.init(.unavailable, "the scheduler can't write its database"))
            reply(to: calls.map(\.call), calls.map { _ in failure })
        }
    }

    // MARK: - Questions

    private func answer(_ calls: [Call]) async {
        for call in calls {
            do {
                reply(to: [call], [try await answer(call.operation)])
            } catch {
                logger.error(
                    "a question could not be answered",
                    metadata: ["request_id": "\(call.correlationID)", "error": "\(error)"])
                reply(to: [call], [.failure(.init(.internalError, "the scheduler can't read its database"))])
            }
        }
    }

    private func answer(_ operation: SchedulerRequest.Operation) async throws -> SchedulerReply {
        let now = clock.now()
        switch operation {
        case .ping, .change: return .success(Answers.pong)
        case .get(let id):
            guard let found = try await store.task(id) else { return .failure(.noTask(id)) }
            let waiting = dispatcher.waitingReason(of: found.task, now: now)
            return .success(Answers.task(TaskView(task: found.task, waiting: waiting, lastRun: found.lastRun)))
        case .list(let query):
            let page = try await store.tasks(matching: query)
            let views = page.tasks.map { TaskView(task: $0, waiting: dispatcher.waitingReason(of: $0, now: now)) }
            return .success(Answers.tasks(views, next: page.next))
        }
    }

    private func reply(to calls: [Call], _ answers: [SchedulerReply]) {
        replier.reply(
            zip(calls, answers).map { call, answer in
                Reply(address: call.address, correlationID: call.correlationID, content: answer)
            })
    }
}

extension TaskChangeAnswer {
    fileprivate init(_ result: TaskChangeResult) {
        switch result {
        case .created: self = .created
        case .deleted: self = .deleted
        case .notFound: self = .notFound
        }
    }
}

extension SchedulerReply.Failure {
    fileprivate static func noTask(_ id: TaskID) -> Self {
        Self(.notFound, "there is no task \(id)")
    }
}
