import Recurrence
import TaskModel
import Timekeeping

/// When a task runs, as the client gave it.
struct Timing: Hashable {
    /// When the task runs first, and the time from which its recurrence is computed.
    var anchor: Timestamp
    /// The given local time, if the clocks skip it on that day.
    var skippedLocal: LocalDateTime?
    /// The first occurrence, if it is not at the anchor.
    var firstAt: Timestamp?
    /// Whether the client gave the beginning.
    var isAnchored = true
    var recurrence: RecurrenceRule?
    var zone: Zone

    init(anchor: Timestamp, zone: Zone) {
        self.anchor = anchor
        self.zone = zone
    }

    /// Takes the times of a task.
    init(_ task: TaskDefinition) {
        self.init(anchor: task.runAt, zone: task.zone)
        skippedLocal = task.localAnchor
        firstAt = task.firstAt
        isAnchored = task.isAnchored
        recurrence = task.recurrence
    }

    /// Returns a copy of a task with these times.
    func task(like other: TaskDefinition) -> TaskDefinition {
        var task = other
        (task.runAt, task.localAnchor, task.firstAt) = (anchor, skippedLocal, firstAt)
        (task.isAnchored, task.recurrence, task.zone) = (isAnchored, recurrence, zone)
        return task
    }
}

/// Parses the times that clients send: an instant, or a local time in the zone of the task.
enum TimeField {
    struct Resolved: Hashable {
        var instant: Timestamp
        /// The local time, if the clocks skip it on that day.
        var skippedLocal: LocalDateTime?
    }

    /// - Parameter zone: the zone of the task; `nil` if none was given.
    /// - Throws: ``FieldError`` at `pointer`.
    static func resolve(_ text: String, in zone: Zone?, pointer: String) throws(FieldError) -> Resolved {
        do {
            return Resolved(instant: try Timestamp(rfc3339: text))
        } catch  where error.code == .missingOffset {
            guard let zone else { throw FieldError(pointer, error.message) }
            return try local(text, in: zone, pointer: pointer)
        } catch {
            throw FieldError(pointer, error.message)
        }
    }

    private static func local(_ text: String, in zone: Zone, pointer: String) throws(FieldError) -> Resolved {
        do {
            let local = try LocalDateTime(parsing: text)
            let instant = zone.instant(of: local)
            // The clocks skip this time. Later occurrences are at this local time again, not at the end of the gap.
            return Resolved(instant: instant, skippedLocal: zone.local(of: instant) == local ? nil : local)
        } catch {
            throw FieldError(pointer, error.message)
        }
    }
}
