internal import AsyncPrimitives
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
    let announcer: any BestEffortPublisher
    let inspector: any QueueInspector
    let dispatcher: Dispatcher
    let clock: any WallClock
    /// Told when tasks have a calendar to follow.
    let calendarChanged: AsyncSignal
    /// Told when there are runs of a backfill to be made.
    let backfillStarted: AsyncSignal
    let logger: Logger
    private let undecodable = Counter(label: "carillon_messages_undecodable", dimensions: [("queue", "requests")])
    private let expired = Counter(label: "carillon_requests_expired")

    init(
        store: any TaskStore, requests: any Subscription, replier: any Replier, publisher: any Publisher,
        announcer: any BestEffortPublisher, inspector: any QueueInspector, dispatcher: Dispatcher, clock: any WallClock,
        calendarChanged: AsyncSignal, backfillStarted: AsyncSignal, logger: Logger
    ) {
        self.store = store
        self.requests = requests
        self.replier = replier
        self.publisher = publisher
        self.announcer = announcer
        self.inspector = inspector
        self.dispatcher = dispatcher
        self.clock = clock
        self.calendarChanged = calendarChanged
        self.backfillStarted = backfillStarted
        self.logger = logger
    }

    /// A request and where its answer goes.
    private struct Call {
        let operation: SchedulerRequest.Operation
        let groups: Set<TaskGroup>?
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
            FaultPoint.requestTaken.reached()
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
                operation: request.operation, groups: request.groups, deadline: request.deadline, address: address,
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
            FaultPoint.changeCommitted.reached()
            dispatcher.record(results)
            // The API may have read a calendar for them before its last change.
            if changes.contains(where: \.usesCalendars) { calendarChanged.signal() }
            announce(results.flatMap { [$0] + $0.parts }.flatMap(\.cancellations))
            var rest = results[...]
            let answers = calls.map { call in
                defer { rest = rest.dropFirst(call.changes.count) }
                let own = rest.prefix(call.changes.count).map(\.answer)
                return SchedulerReply.success(TaskChangeAnswer.encode(own))
            }
            reply(to: calls.map(\.call), answers)
        } catch {
            logger.error("changes could not be stored", metadata: ["changes": "\(changes.count)", "error": "\(error)"])
            reply(to: calls.map(\.call), calls.map { _ in .failure(Self.failure(of: error, "write")) })
        }
    }

    /// Tells executors which runs to stop. Where that gets lost, the housekeeper says it again.
    private func announce(_ cancellations: [RunCancellation]) {
        guard !cancellations.isEmpty else { return }
        announcer.announce(cancellations.map { $0.message() })
    }

    // MARK: - Questions

    private func answer(_ calls: [Call]) async {
        for call in calls {
            do {
                reply(to: [call], [try await answer(call.operation, within: call.groups)])
            } catch {
                logger.error(
                    "a question could not be answered",
                    metadata: ["request_id": "\(call.correlationID)", "error": "\(error)"])
                reply(to: [call], [.failure(Self.failure(of: error, "read"))])
            }
        }
    }

    private func answer(
        _ operation: SchedulerRequest.Operation, within groups: Set<TaskGroup>?
    ) async throws -> SchedulerReply {
        let now = clock.now()
        switch operation {
        case .ping, .change: return .success(ResponseJSON.pong)
        case .get(let id):
            guard let found = try await store.task(id), found.task.isWithin(groups) else {
                return .failure(.missing("there is no task \(id)"))
            }
            return .success(ResponseJSON.task(view(found, now: now)))
        case .getByName(let name):
            guard let found = try await store.task(named: name), found.task.isWithin(groups) else {
                return .failure(.missing("there is no live task named \(name)"))
            }
            return .success(ResponseJSON.task(view(found, now: now)))
        case .list(let query):
            let page = try await store.tasks(matching: query.within(groups))
            return .success(
                ResponseJSON.tasks(
                    page.tasks.map { view(($0, nil), now: now) }, next: page.next?.text(in: query.order),
                    total: page.total))
        case .runs(let query):
            guard let page = try await store.runs(matching: query, within: groups) else {
                return .failure(.missing("there is no task \(query.taskID)"))
            }
            return .success(ResponseJSON.runs(page.runs, next: page.next))
        case .dead(let query):
            let page = try await store.deadRuns(matching: query.within(groups))
            return .success(ResponseJSON.dead(page.runs, next: page.next))
        case .redriveAll(let query): return try await changeDead(query.within(groups), to: .redrive, now: now)
        case .redriveAllOnce(let query, let key):
            return reply(try await store.changeDead(query.within(groups), to: .redrive, once: key, now: now))
        case .discardAll(let query): return try await changeDead(query.within(groups), to: .discard, now: now)
        case .discardAllOnce(let query, let key):
            return reply(try await store.changeDead(query.within(groups), to: .discard, once: key, now: now))
        case .actions:
            return .success(
                ResponseJSON.actions(await ActionOverview(dispatcher: dispatcher, inspector: inspector).views()))
        case .keys(let uses): return .success(AccessKey.encode(try await store.keys(noting: uses)))
        case .createKey(let key):
            guard try await store.addKey(key) else {
                return .failure(.init(.tooMany, "there are \(AccessKey.maximumCount) keys, and may be no more"))
            }
            return .success(ResponseJSON.pong)
        case .createKeyOnce(let key, let kept):
            switch try await store.addKey(key, keeping: kept) {
            case .added: return .success(ResponseJSON.pong)
            case .full: return .failure(.init(.tooMany, "there are \(AccessKey.maximumCount) keys, and may be no more"))
            case .repeated(let answer): return .success(KeptAnswer.repeated(answer))
            case .keyReused: return .failure(.keyReused)
            }
        case .revokeKey(let id):
            guard try await store.revokeKey(id, now: now) else { return .failure(.missing("there is no key \(id)")) }
            return .success(ResponseJSON.revoked)
        case .events(let number): return .success(try await store.events(after: number).encoded())
        case .limits:
            let views = dispatcher.limitViews(try await store.limits(), now: now)
            return .success(ResponseJSON.limits(views.filter { $0.name.isWithin(groups) }))
        case .putLimit(let limit):
            guard try await store.putLimit(limit) else {
                return .failure(.init(.tooMany, "there are \(RunLimit.maximumCount) limits, and may be no more"))
            }
            dispatcher.limitsChanged()
            let view = dispatcher.limitViews([limit], now: now).first { $0.name == limit.name }
            return .success(ResponseJSON.limit(view ?? LimitView(name: limit.name, limit: limit)))
        case .deleteLimit(let name):
            guard try await store.deleteLimit(name) else { return .failure(.missing("there is no limit \(name)")) }
            dispatcher.limitsChanged()
            return .success(ResponseJSON.limitDeleted)
        case .startBackfill(let id, let request, let key):
            let answer = try await store.startBackfill(id, request, once: key, within: groups, now: now)
            if case .backfill = answer, !request.isDryRun { backfillStarted.signal() }
            return Self.reply(answer, of: id)
        case .backfill(let id): return Self.reply(try await store.backfill(of: id, within: groups), of: id)
        case .cancelBackfill(let id, let key):
            switch try await store.cancelBackfill(of: id, once: key, within: groups, now: now) {
            case .backfill: return .success(ResponseJSON.backfillCancelled)
            case .repeated: return .success(KeptAnswer.repeated(ResponseJSON.backfillCancelled.description))
            case .keyReused: return .failure(.keyReused)
            default: return .failure(.missing("the task \(id) has no backfill under way"))
            }
        case .calendars(let after, let limit):
            let found = try await store.calendars(after: after, limit: limit + 1)
            let page = Array(found.prefix(limit))
            return .success(
                ResponseJSON.calendars(page, next: found.count > limit ? page.last?.definition.name : nil))
        case .calendar(let name):
            guard let calendar = try await store.calendar(name) else {
                return .failure(.missing("there is no calendar \(name)"))
            }
            return .success(ResponseJSON.calendar(calendar))
        case .calendarDefinitions(let names):
            return .success(CalendarDefinition.encode(try await store.calendarDefinitions(names)))
        case .putCalendar(let definition):
            guard let calendar = try await store.putCalendar(definition, now: now) else {
                return .failure(
                    .init(.tooMany, "there are \(CalendarDefinition.maximumCount) calendars, and may be no more"))
            }
            calendarChanged.signal()
            return .success(ResponseJSON.calendar(calendar))
        case .deleteCalendar(let name):
            switch try await store.deleteCalendar(name) {
            case .deleted: return .success(ResponseJSON.calendarDeleted)
            case .missing: return .failure(.missing("there is no calendar \(name)"))
            case .inUse(let count, let tasks):
                let named = tasks.map(\.description).joined(separator: ", ") + (count > tasks.count ? ", …" : "")
                let users = count == 1 ? "1 task uses" : "\(count) tasks use"
                return .failure(.init(.inUse, "\(users) the calendar \(name): \(named)"))
            }
        case .changeAll(let query, let change):
            return reply(try await store.changeAll(query.within(groups), to: change, now: now))
        case .changeAllOnce(let query, let change, let key):
            return reply(try await store.changeAll(query.within(groups), to: change, once: key, now: now))
        }
    }

    private func changeDead(
        _ query: DeadQuery, to change: DeadChange, now: Timestamp
    ) async throws -> SchedulerReply {
        reply(try await store.changeDead(query, to: change, now: now))
    }

    /// - Parameter step: of a change to all that match; `nil` if its idempotency key came with another request.
    private func reply(_ step: (answer: BulkAnswer, results: [TaskChangeResult])?) -> SchedulerReply {
        guard let (answer, results) = step else { return .failure(.keyReused) }
        dispatcher.record(results)
        announce(results.flatMap(\.cancellations))
        return .success(answer.encoded())
    }

    private func view(_ found: (task: StoredTask, lastRun: StoredRun?), now: Timestamp) -> TaskView {
        TaskView(
            task: found.task, waiting: dispatcher.waitingReason(of: found.task, now: now), lastRun: found.lastRun)
    }

    private static func reply(_ answer: BackfillAnswer, of id: TaskID) -> SchedulerReply {
        switch answer {
        case .backfill(let backfill): .success(ResponseJSON.backfill(backfill))
        case .noTask: .failure(.missing("there is no task \(id)"))
        case .none: .failure(.missing("the task \(id) has had no backfill"))
        case .doesNotRecur: .failure(.init(.inUse, "the task does not recur: there is nothing to backfill"))
        case .underWay:
            .failure(.init(.inUse, "a backfill of the task is under way: wait for it, or end it with DELETE"))
        case .repeated(let answer): .success(KeptAnswer.repeated(answer))
        case .keyReused: .failure(.keyReused)
        }
    }

    private static func failure(of error: any Error, _ what: String) -> SchedulerReply.Failure {
        if case StorageError.full = error {
            return .init(.storageFull, "the scheduler's disk is full: nothing was changed; make room and try again")
        }
        return .init(.unavailable, "the scheduler can't \(what) its database")
    }

    private func reply(to calls: [Call], _ answers: [SchedulerReply]) {
        replier.reply(
            zip(calls, answers).map { call, answer in
                Reply(address: call.address, correlationID: call.correlationID, content: answer)
            })
    }
}

extension SchedulerReply.Failure {
    fileprivate static let keyReused = Self(.keyReused, "the idempotency key came with another request before")

    fileprivate static func missing(_ message: String) -> Self {
        Self(.notFound, message)
    }
}
