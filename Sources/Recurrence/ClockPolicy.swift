/// What becomes of a local time that the clocks skip.
public enum GapPolicy: String, Hashable, Sendable, CaseIterable {
    /// It is the first instant after the gap.
    case forward
    /// It does not occur.
    case skip
    /// It is as much later as the clocks were put forward: 02:30 is 03:30.
    case shift
}

/// What becomes of a local time that the clocks show twice.
public enum ClockOverlap: String, Hashable, Sendable, CaseIterable {
    case first
    case second
    case both
}
