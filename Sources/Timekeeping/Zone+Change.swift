extension Zone {
    /// A change of the zone's clocks.
    package struct Change: Hashable, Sendable {
        /// The first instant with the new offset.
        package var at: Timestamp
        /// Seconds ahead of UTC.
        package var offsetBefore: Int
        package var offsetAfter: Int
    }

    /// The change of the clocks after `start` and up to `end`, where the offset differs between the two.
    ///
    /// The two must be so near to one another that no two changes lie between them.
    package func change(between start: Timestamp, and end: Timestamp) -> Change? {
        let before = offset(atUTC: start.milliseconds)
        let after = offset(atUTC: end.milliseconds)
        guard before != after else { return nil }
        let second = firstSecond(
            after: start.milliseconds.flooredQuotient(by: 1000), notAfter: end.milliseconds.flooredQuotient(by: 1000),
            withOffset: after)
        return Change(at: Timestamp(milliseconds: second * 1000), offsetBefore: before, offsetAfter: after)
    }
}
