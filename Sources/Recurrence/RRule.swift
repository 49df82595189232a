import Timekeeping

/// The parts of a recurrence rule as RFC 5545, section 3.3.10, and RFC 7529 have them.
struct RRule: Hashable, Sendable {
    enum Frequency: Int, Hashable, Sendable {
        case secondly, minutely, hourly, daily, weekly, monthly, yearly
    }

    /// What becomes of a day that a month or a year does not have (RFC 7529, section 4.1).
    enum Skip: String, Hashable, Sendable, CaseIterable {
        case omit = "OMIT"
        case backward = "BACKWARD"
        case forward = "FORWARD"
    }

    struct WeekdayNumber: Hashable, Sendable {
        /// Monday 0 to Sunday 6.
        var weekday: Int
        /// Which of them in the month or year, from its end where it is negative; 0 for each.
        var ordinal: Int
    }

    enum Until: Hashable, Sendable {
        case instant(Timestamp)
        /// In the zone of the recurrence.
        case local(LocalDateTime)
    }

    var frequency: Frequency
    var interval = 1
    var count: Int?
    var until: Until?
    var seconds = BitMask()
    var minutes = BitMask()
    var hours = BitMask()
    var weekdays: [WeekdayNumber] = []
    /// -31...31 without 0.
    var monthDays: [Int] = []
    /// -366...366 without 0.
    var yearDays: [Int] = []
    /// -53...53 without 0.
    var weekNumbers: [Int] = []
    var months = BitMask()
    /// -366...366 without 0.
    var positions: [Int] = []
    var weekStart = 0
    /// nil where the rule does not say.
    var skip: Skip?

    /// Whether the rule says no time of day, so that it is about whole days.
    var isAboutDays: Bool {
        frequency.rawValue >= Frequency.daily.rawValue && hours.isEmpty && minutes.isEmpty && seconds.isEmpty
    }
}
