public import TaskModel

/// Sends requests to the scheduler.
public protocol SchedulerClient: Sendable {
    /// Sends a request and waits for its reply, at most two seconds.
    ///
    /// - Parameter groups: the groups whose tasks the requester may know of; `nil` for all.
    /// - Throws: ``SchedulerUnavailable`` if there is no reply.
    func send(
        _ operation: SchedulerRequest.Operation, within groups: Set<TaskGroup>?
    ) async throws -> SchedulerReply

    /// Sends a change, in one request with others of the same moment, and waits until it is durable, at most two seconds.
    ///
    /// - Throws: ``SchedulerUnavailable`` if there is no reply, ``SchedulerReply/Failure`` if the scheduler refuses.
    func change(_ change: TaskChange) async throws -> TaskChangeAnswer
}

extension SchedulerClient {
    /// Sends a request that concerns no group, or all.
    public func send(_ operation: SchedulerRequest.Operation) async throws -> SchedulerReply {
        try await send(operation, within: nil)
    }
}

/// The scheduler or the broker can't be reached.
public struct SchedulerUnavailable: Error, Sendable {
    /// The reason, as the client is shown it.
    public let reason: String

    public init(_ reason: String) {
        self.reason = reason
    }
}
