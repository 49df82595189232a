import Foundation
import Testing

/// What was asked for and what came of it, kept by the test itself: tasks that succeed, that fail once, that always fail.
struct Ledger: Sendable {
    enum Fate: String, Sendable, CaseIterable {
        case succeeds, failsOnce, failsAlways

        var path: String { "/\(rawValue)" }
        var status: String { self == .failsAlways ? "failed" : "completed" }
        /// How many requests there are without duplicates.
        var requests: Int { self == .succeeds ? 1 : 2 }
    }

    /// By the ids of the accepted tasks.
    private(set) var fates: [String: Fate] = [:]

    /// Lets the receiver answer by fate; each request takes `delay`.
    static func prepare(_ receiver: Receiver, delay: Duration = .milliseconds(20)) {
        receiver.answer { request, earlier in
            let fails = request.path == Fate.failsAlways.path || (request.path == Fate.failsOnce.path && earlier == 0)
            return ReceiverAnswer(status: fails ? 500 : 200, delay: delay)
        }
    }

    /// Creates tasks of every fate, whoever is away meanwhile.
    static func create(_ count: Int, in stack: Stack) async throws -> Ledger {
        var ledger = Ledger()
        // Due by every clock that a test may set.
        let due = Date(timeIntervalSinceNow: -7200)
        let shares: [(Fate, Int)] = [(.succeeds, count * 8 / 10), (.failsOnce, count / 10), (.failsAlways, count / 10)]
        for (fate, share) in shares {
            let retry = #""retry":{"max_attempts":2,"schedule_seconds":[0]},"timeout_seconds":10"#
            let drafts = (0..<share).map { _ in TaskDraft.webhook(stack.receiver.url(fate.path), at: due, retry) }
            for id in try await Burst.create(drafts, in: stack) { ledger.fates[id] = fate }
        }
        return ledger
    }

    /// Waits until every accepted task has come to its true end, and compares what arrived with what was asked for.
    ///
    /// - Parameter duplicates: how many requests there may be beyond what the fates ask for.
    func expectTrueEnds(
        in stack: Stack, duplicates: Int, timeout: Duration = .seconds(180),
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        try await wait(
            until: "\(fates.count) tasks have come to their ends", timeout: timeout, every: .milliseconds(500)
        ) {
            let open = try await stack.client.ids("scheduled") + stack.client.ids("running")
            return Set(open).isDisjoint(with: fates.keys)
        } instead: {
            let (scheduled, running) = try await (stack.client.ids("scheduled"), stack.client.ids("running"))
            let example = try await (running + scheduled).first.asyncMap { try await stack.client.task($0) }
            return "\(scheduled.count) scheduled, \(running.count) running, such as \(String(describing: example))"
        }
        for status in ["completed", "failed"] {
            let found = Set(try await stack.client.ids(status))
            let wanted = Set(fates.filter { $0.value.status == status }.keys)
            #expect(wanted.subtracting(found).isEmpty, "\(status)", sourceLocation: sourceLocation)
        }
        var keys: [String: Set<String>] = [:]
        var counts: [String: Int] = [:]
        for request in stack.receiver.requests {
            guard let task = request.taskID, let key = request.idempotencyKey else { continue }
            keys[task, default: []].insert(key)
            counts[task, default: 0] += 1
        }
        var extra = 0
        for (id, fate) in fates {
            let count = counts[id] ?? 0
            #expect(count >= fate.requests, "\(fate.rawValue) \(id) arrived", sourceLocation: sourceLocation)
            #expect(keys[id]?.count == 1, "one key for \(id)", sourceLocation: sourceLocation)
            extra += max(0, count - fate.requests)
        }
        print("ledger: \(fates.count) tasks, \(stack.receiver.count) requests, \(extra) duplicates")
        #expect(extra <= duplicates, "duplicates", sourceLocation: sourceLocation)
    }
}

extension Optional {
    fileprivate func asyncMap<Value>(_ transform: (Wrapped) async throws -> Value) async rethrows -> Value? {
        guard let self else { return nil }
        return try await transform(self)
    }
}
