import JSON
import Messages
import Synchronization
import TaskModel

@testable import API

/// The events of a scheduler: the queue in which they arrive, and the journal that it keeps.
final class StubEvents: Subscription {
    private struct State {
        var batches: [(first: Int64, last: Int64, body: [UInt8])] = []
        var latest: Int64 = 0
        var isAway = false
        var asked: [Int64?] = []
        var acknowledged = 0
    }

    private let state = Mutex(State())
    private let messages: AsyncStream<IncomingMessage>
    private let queue: AsyncStream<IncomingMessage>.Continuation

    init() {
        (messages, queue) = AsyncStream.makeStream()
    }

    // MARK: - What happens

    /// Records consecutive events of one kind, and publishes them.
    ///
    /// - Parameter isLost: whether the message gets lost.
    func record(
        _ count: Int = 1, _ type: String = "task.created", task: UInt64 = 1, action: String = "webhook",
        group: String = "default", isLost: Bool = false
    ) {
        let body = state.withLock { state in
            let first = state.latest + 1
            state.latest += Int64(count)
            let body = Self.batch(first: first, count, type, task: task, action: action, group: group)
            state.batches.append((first, state.latest, body))
            return body
        }
        if !isLost { tell(body) }
    }

    /// Publishes a message, which may be a duplicate.
    func tell(_ body: [UInt8], type: String = Names.MessageType.taskEvents) {
        queue.yield(
            IncomingMessage(
                type: type, messageID: nil, body: body, token: .init(generation: 0, channel: 0, tag: 0)))
    }

    /// Removes the first events from the journal.
    func prune(_ count: Int) { state.withLock { $0.batches.removeFirst(count) } }

    /// Replaces the database with an older one.
    func restore(to latest: Int64) {
        state.withLock { state in
            state.batches.removeAll { $0.last > latest }
            state.latest = latest
        }
    }

    func setAway(_ isAway: Bool) { state.withLock { $0.isAway = isAway } }

    static func batch(
        first: Int64, _ count: Int, _ type: String = "task.created", task: UInt64 = 1, action: String = "webhook",
        group: String = "default"
    ) -> [UInt8] {
        let events = (0..<Int64(count)).map { index in
            """
            {"id":\(first + index),"type":"\(type)","at":"2026-06-10T15:00:00.000Z",\
            "task_id":"\(TaskID(high: 0, low: task))","action":"\(action)","group":"\(group)"}
            """
        }
        return Array(#"{"first":\#(first),"count":\#(count),"events":[\#(events.joined(separator: ","))]}"#.utf8)
    }

    // MARK: - What the scheduler answers

    /// The numbers after which events were requested.
    var asked: [Int64?] { state.withLock { $0.asked } }
    var acknowledged: Int { state.withLock { $0.acknowledged } }

    /// A scheduler that answers requests for these events, and everything else with `{}`.
    func scheduler(keys: [AccessKey] = []) -> StubScheduler {
        StubScheduler(keys: keys) { [self] operation in
            guard case .events(let after) = operation else { return .success(RawJSON("{}")) }
            return try answer(after)
        }
    }

    /// At most two batches, so that there are more.
    private func answer(_ after: Int64?) throws -> SchedulerReply {
        try state.withLock { state in
            if state.isAway { throw SchedulerUnavailable("nobody is there") }
            state.asked.append(after)
            let kept = after.map { after in state.batches.filter { $0.last > after }.prefix(2) } ?? []
            return .success(
                EventPage(
                    oldest: state.batches.first?.first ?? state.latest + 1, latest: state.latest,
                    batches: kept.map(\.body)
                ).encoded())
        }
    }

    // MARK: - Subscription

    func forEachBatch(_ body: ([IncomingMessage]) async throws -> Void) async throws {
        for await message in messages { try await body([message]) }
    }

    func acknowledge(through token: IncomingMessage.Token) {}
    func acknowledge(_ token: IncomingMessage.Token) { state.withLock { $0.acknowledged += 1 } }
    func reject(_ token: IncomingMessage.Token) {}
    func stop() async { queue.finish() }
}
