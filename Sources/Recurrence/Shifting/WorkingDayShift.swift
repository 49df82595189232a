/// Where an occurrence goes that falls on a day that is not a working day.
public enum WorkingDayShift: String, Hashable, Sendable, CaseIterable {
    case next = "next_working_day"
    case previous = "previous_working_day"
}
