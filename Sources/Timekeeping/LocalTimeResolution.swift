/// What became of a local time in a zone.
public enum LocalTimeResolution: Hashable, Sendable {
    /// The clocks show it once.
    case unique(Timestamp)
    /// The clocks skip it: `before` is the last millisecond before they are put forward, `after` the first one after.
    case gap(before: Timestamp, after: Timestamp)
    /// The clocks show it twice, as they are put back in between.
    case overlap(first: Timestamp, second: Timestamp)
}
