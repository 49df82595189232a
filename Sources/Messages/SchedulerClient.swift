public import TaskModel

/// Asks the scheduler.
public protocol SchedulerClient: Sendable {
    /// Asks a question and waits for the answer, two seconds at most.
    ///
    /// - Parameter groups: the groups that the client may see; `nil` for all.
    /// - Throws: ``SchedulerUnavailable`` if there is no answer.
    func send(
        _ operation: SchedulerRequest.Operation, within groups: Set<TaskGroup>?
    ) async throws -> SchedulerReply

    /// Has something changed, together with what others want changed at this moment, and waits until it is durable, two
    /// seconds at most.
    ///
    /// - Throws: ``SchedulerUnavailable`` if there is no answer, ``SchedulerReply/Failure`` if the answer is a refusal.
    func change(_ change: TaskChange) async throws -> TaskChangeAnswer
}

extension SchedulerClient {
    /// Asks a question that concerns no group, or all.
    public func send(_ operation: SchedulerRequest.Operation) async throws -> SchedulerReply {
        try await send(operation, within: nil)
    }
}
