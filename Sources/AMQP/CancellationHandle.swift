import Synchronization

/// Lets a cancellation handler, which may run before, while or after work is submitted, find that work exactly once.
final class CancellationHandle<Work: AnyObject & Sendable>: Sendable {
    private enum Phase {
        case new
        case submitted(Work)
        case cancelled
    }

    private let phase = Mutex(Phase.new)

    /// - Returns: true if the cancellation came first, and it is up to the caller to pass it on.
    func submitted(_ work: Work) -> Bool {
        phase.withLock { phase in
            if case .cancelled = phase { return true }
            phase = .submitted(work)
            return false
        }
    }

    /// - Returns: the work to cancel, if it has been submitted.
    func cancel() -> Work? {
        phase.withLock { phase in
            defer { phase = .cancelled }
            if case .submitted(let work) = phase { return work }
            return nil
        }
    }
}
