extension Recurrence {
    /// The words for how often a recurrence repeats.
    public enum Frequency: String, Hashable, Sendable, CaseIterable {
        /// Every hour of elapsed time.
        case hourly
        /// Every day.
        case daily
        /// Every seventh day, on the anchor's day of the week.
        case weekly
        /// Every month, on the anchor's day of the month or, where the month is too short, on its last day.
        case monthly
        /// Every year, on the anchor's day; on February 28 where it is the 29th and the year has none.
        case yearly
        /// Monday to Friday.
        case weekdays
    }
}
