public import Recurrence
public import Timekeeping

extension TaskDefinition {
    /// The same times with the anchor of those that a task has, for an edit that gives none.
    ///
    /// So an interval, a rule and a word go on in the phase that they have, `monthly` from the 31st goes on with the 31st,
    /// and jitter, `H` and `~` are not drawn again. In another zone the local time stays what it was, unless the times are elapsed time.
    ///
    /// - Parameters:
    ///   - old: the task as it is.
    ///   - next: its occurrence that is next or under way: the anchor of a word after a rule that has no time to repeat.
    ///   - calendars: those that the rule names.
    /// - Throws: ``RecurrenceError`` if nothing occurs later than `now`.
    public func keepingAnchor(
        of old: TaskDefinition, next: Timestamp, now: Timestamp, calendars: CalendarBook = CalendarBook()
    ) throws(RecurrenceError) -> TaskDefinition {
        var task = self
        task.firstAt = nil
        (task.runAt, task.localAnchor, task.isAnchored) = (old.runAt, old.localAnchor, old.isAnchored)
        guard let rule = recurrence else {
            (task.runAt, task.localAnchor, task.isAnchored) = (next, nil, true)
            return task
        }
        if let oldRule = old.recurrence {
            if !old.isAnchored, !oldRule.repeatsAnchor, !rule.saysWhen {
                (task.runAt, task.localAnchor, task.isAnchored) = (next, nil, true)
            } else {
                let (from, to) = (oldRule.zone ?? old.zone, rule.zone ?? zone)
                let isLocal = rule.repeatsLocalTime || (old.isAnchored && !rule.repeatsAnchor)
                if from != to {
                    // A local anchor that the clocks skip is one of the task's own zone.
                    let local = (from == old.zone ? old.localAnchor : nil) ?? from.local(of: old.runAt)
                    if isLocal { task.runAt = to.instant(of: local) }
                    let isSkipped = isLocal && to == zone && to.local(of: task.runAt) != local
                    task.localAnchor = isSkipped ? local : nil
                } else if to != zone {
                    task.localAnchor = nil
                }
            }
        }
        task.origin = old.origin
        let seed = task.seed
        let accepted: (rule: RecurrenceRule, first: Timestamp)
        do {
            accepted = try rule.accepted(
                anchor: task.runAt, localAnchor: task.localAnchor, zone: zone, seed: seed,
                after: max(now, task.runAt - .milliseconds(1)), countsAnchor: task.isAnchored, calendars: calendars)
        } catch {
            // A rule that has come to its end is another fault than one that never occurs.
            _ = try rule.accepted(
                anchor: task.runAt, localAnchor: task.localAnchor, zone: zone, seed: seed,
                after: task.runAt - .milliseconds(1), countsAnchor: task.isAnchored, calendars: calendars)
            throw RecurrenceError("has no occurrence left: to end the task, cancel or delete it")
        }
        task.recurrence = accepted.rule
        return task
    }

    /// Whether it runs at the same times as another: by the same rule in the same zone, from the same anchor.
    public func hasSameTimes(as other: TaskDefinition) -> Bool {
        guard let recurrence, let others = other.recurrence else {
            return recurrence == nil && other.recurrence == nil && runAt == other.runAt
        }
        return recurrence.saysTheSame(as: others) && zone == other.zone && runAt == other.runAt
            && localAnchor == other.localAnchor
    }

    /// Whether it begins when another began: neither sets a start, or both set the same.
    public func begins(as other: TaskDefinition) -> Bool {
        guard let recurrence, let others = other.recurrence, recurrence.hasSameStart(as: others) else { return false }
        guard isAnchored, other.isAnchored else { return isAnchored == other.isAnchored }
        return runAt == other.runAt && localAnchor == other.localAnchor
    }
}
