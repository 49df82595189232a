import Messages
import Synchronization
import TaskModel
import Testing
import Timekeeping

/// A scheduler whose replies a test computes. Records the operations.
final class StubScheduler: SchedulerClient {
    private let answer: @Sendable (SchedulerRequest.Operation) throws -> SchedulerReply
    private let operations = Mutex<[SchedulerRequest.Operation]>([])
    private let askedGroups = Mutex<[Set<TaskGroup>?]>([])

    /// The existing keys. Requests for them are not recorded, since any API request may cause one.
    private let keys: [AccessKey]

    init(keys: [AccessKey] = [], _ answer: @escaping @Sendable (SchedulerRequest.Operation) throws -> SchedulerReply) {
        self.answer = answer
        self.keys = keys
    }

    var asked: [SchedulerRequest.Operation] { operations.withLock { $0 } }

    /// The groups to which each operation was limited.
    var groups: [Set<TaskGroup>?] { askedGroups.withLock { $0 } }

    var created: [TaskDefinition] {
        asked.flatMap { operation -> [TaskDefinition] in
            guard case .change(let changes) = operation else { return [] }
            return changes.compactMap(\.newTask)
        }
    }

    func send(
        _ operation: SchedulerRequest.Operation, within groups: Set<TaskGroup>?
    ) async throws -> SchedulerReply {
        if case .keys = operation { return .success(AccessKey.encode(keys)) }
        operations.withLock { $0.append(operation) }
        askedGroups.withLock { $0.append(groups) }
        try checkCanBeTold(operation, groups)
        return try answer(operation)
    }

    /// Checks that the scheduler can read what the API accepts.
    private func checkCanBeTold(_ operation: SchedulerRequest.Operation, _ groups: Set<TaskGroup>?) throws {
        let request = SchedulerRequest(operation, within: groups, deadline: .latest)
        let message = request.message(id: "1", now: .earliest)
        #expect(try SchedulerRequest(type: message.type, decoding: message.body).encoded() == message.body)
    }

    func change(_ change: TaskChange) async throws -> TaskChangeAnswer {
        switch try await send(.change([change]), within: nil) {
        case .failure(let failure) where failure.code == .notFound: return .notFound
        case .failure(let failure): throw failure
        case .success(let body):
            return try TaskChangeAnswer.decode(body)[0]
        }
    }
}

/// Returns one text after another.
final class ScriptedAnswers: Sendable {
    private let rest: Mutex<ArraySlice<String>>

    init(_ texts: [String]) {
        rest = Mutex(texts[...])
    }

    func next() -> String { rest.withLock { $0.popFirst() ?? "[]" } }
}
