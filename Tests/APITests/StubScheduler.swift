import Messages
import Synchronization
import TaskModel

/// Answers as a test says, and remembers what it was asked.
final class StubScheduler: SchedulerClient {
    private let answer: @Sendable (SchedulerRequest.Operation) throws -> SchedulerReply
    private let operations = Mutex<[SchedulerRequest.Operation]>([])

    init(_ answer: @escaping @Sendable (SchedulerRequest.Operation) throws -> SchedulerReply) {
        self.answer = answer
    }

    var asked: [SchedulerRequest.Operation] { operations.withLock { $0 } }

    var created: [NewTask] {
        asked.flatMap { operation -> [NewTask] in
            guard case .change(let changes) = operation else { return [] }
            return changes.compactMap(\.newTask)
        }
    }

    func ask(_ operation: SchedulerRequest.Operation) async throws -> SchedulerReply {
        operations.withLock { $0.append(operation) }
        return try answer(operation)
    }

    func change(_ change: TaskChange) async throws -> TaskChangeAnswer {
        switch try await ask(.change([change])) {
        case .failure(let failure) where failure.code == .notFound: return .notFound
        case .failure(let failure): throw failure
        case .success(let body):
            return try TaskChangeAnswer.decode(body)[0]
        }
    }
}
