public import Timekeeping

/// When a task runs again: every day, week or month at the same local time.
///
/// The occurrences are the anchor and then the local date-times that follow from the anchor's, each turned into an
/// instant of its own: none is computed from the one before, so that a run on February 28 for want of a 31st does not
/// move the next one from March 31. What the zone's clocks do to a local time is up to ``Zone/instant(of:)``: one that
/// is skipped runs at the first instant after the gap, one that is shown twice at the first.
///
/// Occurrences are strictly increasing. Local times that a gap brings together are one occurrence: in Apia, which had
/// no December 30, 2011, a daily 00:00 runs once for the 30th and the 31st.
public struct Recurrence: Hashable, Sendable {
    /// How often.
    public let frequency: Frequency

    /// The first occurrence.
    public let anchor: Timestamp

    /// The date and time that the others repeat.
    public let localAnchor: LocalDateTime

    /// Whose clocks count.
    public let zone: Zone

    /// Repeats the local date and time that `zone` has at `anchor`.
    public init(_ frequency: Frequency, anchor: Timestamp, zone: Zone) {
        self.frequency = frequency
        self.anchor = anchor
        self.localAnchor = zone.local(of: anchor)
        self.zone = zone
    }

    /// Repeats `localAnchor`.
    ///
    /// Other than an instant, it can name a time that the clocks skip on the first day: 02:30 on the day they go from
    /// 02:00 to 03:00 begins at 03:00 and goes on at 02:30.
    public init(_ frequency: Frequency, localAnchor: LocalDateTime, zone: Zone) {
        self.frequency = frequency
        self.anchor = zone.instant(of: localAnchor)
        self.localAnchor = localAnchor
        self.zone = zone
    }
}
