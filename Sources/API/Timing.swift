import Recurrence
import TaskModel
import Timekeeping

/// When a task runs, as a client said it.
struct Timing: Hashable {
    /// When it runs; what its recurrence is reckoned from.
    var anchor: Timestamp
    /// The local time that was given, where no such time exists on that day.
    var skippedLocal: LocalDateTime?
    /// The first occurrence, where it is not at the anchor.
    var firstAt: Timestamp?
    /// Whether the client said when it begins.
    var isAnchored = true
    var recurrence: RecurrenceRule?
    var zone: Zone

    init(anchor: Timestamp, zone: Zone) {
        self.anchor = anchor
        self.zone = zone
    }

    /// The times of a task.
    init(_ task: TaskDefinition) {
        self.init(anchor: task.runAt, zone: task.zone)
        skippedLocal = task.localAnchor
        firstAt = task.firstAt
        isAnchored = task.isAnchored
        recurrence = task.recurrence
    }

    /// A task with these times, and all else of another.
    func task(like other: TaskDefinition) -> TaskDefinition {
        var task = other
        (task.runAt, task.localAnchor, task.firstAt) = (anchor, skippedLocal, firstAt)
        (task.isAnchored, task.recurrence, task.zone) = (isAnchored, recurrence, zone)
        return task
    }
}
