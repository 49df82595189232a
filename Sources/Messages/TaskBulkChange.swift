/// What is done with all tasks that match a filter.
public enum TaskBulkChange: String, Sendable, Hashable, CaseIterable {
    case delete
    case pause
    case resume
}
