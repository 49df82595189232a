/// When due tasks are published.
public enum DispatchMode: String, Sendable, CaseIterable {
    /// Exactly when they are due.
    case onTime = "on-time"
    /// On every full minute.
    case eachMinute = "each-minute"
}
