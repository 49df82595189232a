/// What a client sees of a task's progress.
public enum TaskStatus: Int, Sendable, CaseIterable {
    // The raw values are stored in the database: never change one.

    /// Waits for its time, or for room in its action's window, or for the next attempt.
    case scheduled = 0
    /// A run of it is published and has no result yet.
    case running = 1
    /// Every occurrence has run and none is left.
    case completed = 2
    /// The last attempt failed.
    case failed = 3
    /// Waits for nothing but to be resumed.
    case paused = 4

    /// The word of the HTTP API.
    public var name: String {
        switch self {
        case .scheduled: "scheduled"
        case .running: "running"
        case .completed: "completed"
        case .failed: "failed"
        case .paused: "paused"
        }
    }

    /// - Returns: `nil` for a word that is not a status.
    public init?(name: String) {
        guard let status = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = status
    }
}
