/// Asks the scheduler.
public protocol SchedulerClient: Sendable {
    /// Asks and waits for the answer, two seconds at most.
    ///
    /// - Throws: ``SchedulerUnavailable`` where there is no answer.
    func ask(_ operation: SchedulerRequest.Operation) async throws -> SchedulerReply
}
