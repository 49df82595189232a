internal import Recurrence
internal import Timekeeping

/// The occurrences that a recurring task has: its first, and those of its recurrence that come after it was created.
///
/// A task may be created with a first time that has passed. It runs once for that time; what its recurrence would have had
/// between then and its creation is nothing that anybody missed.
struct OccurrenceSeries {
    let recurrence: Recurrence
    let createdAt: Timestamp

    /// The first occurrence later than `instant`; nil where none is left.
    func next(after instant: Timestamp) -> Timestamp? {
        if instant < createdAt, let first = recurrence.first, instant < first { return first }
        return recurrence.next(after: max(instant, createdAt))
    }

    /// The last occurrence not later than `instant`; nil where the first one is later.
    func latest(notAfter instant: Timestamp) -> Timestamp? {
        guard let latest = recurrence.latest(notAfter: instant) else { return nil }
        return latest > createdAt ? latest : recurrence.first
    }
}
