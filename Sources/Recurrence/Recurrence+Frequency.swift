extension Recurrence {
    /// How often a recurrence repeats.
    public enum Frequency: String, Hashable, Sendable, CaseIterable {
        /// Every day.
        case daily
        /// Every seventh day, on the anchor's day of the week.
        case weekly
        /// Every month, on the anchor's day of the month or, where the month is too short, on its last day.
        case monthly
    }
}
