/// Why a run was claimed later than a second after it was due.
public enum LateReason: String, Sendable, CaseIterable {
    /// The task was created with a time that had passed.
    case createdLate = "created_late"
    /// The task was paused, or the run before was not over.
    case held
    /// The scheduler was not there.
    case schedulerDown = "scheduler_down"
    /// Nobody consumed the action.
    case noConsumer = "no_consumer"
    /// As many runs of the action were outstanding as may be.
    case windowFull = "window_full"
    /// As many ran, of its group or to its host, as a limit allows.
    case limited
    /// A run of the action was under way when consumers died, and was tried alone; or this one was.
    case suspect
    /// The scheduler publishes each full minute.
    case eachMinute = "each_minute"
    /// More was due than could be published at once, or the broker or the disk was slow.
    case busy
}
