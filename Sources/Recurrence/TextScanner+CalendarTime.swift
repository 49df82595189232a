import Timekeeping

extension TextScanner {
    /// Takes a date or a time as iCalendar writes them: `20261224`, `20261224T180000` or `20261224T180000Z`.
    ///
    /// - Returns: nil if there is none; a date as its midnight.
    /// - Throws: if the calendar has no such date or time.
    mutating func takeCalendarTime() throws(RuleTextError) -> (local: LocalDateTime, isDay: Bool, isUTC: Bool)? {
        let (column, start) = (column, position)
        guard let date = takeNumber(), position - start == 8 else { return nil }
        var time = 0
        let hasTime = take("T") || take("t")
        if hasTime {
            let timeStart = position
            guard let number = takeNumber(), position - timeStart == 6 else { return nil }
            time = number
        }
        let isUTC = hasTime && (take("Z") || take("z"))
        do {
            let local = try LocalDateTime(
                year: date / 10_000, month: date / 100 % 100, day: date % 100, hour: time / 10_000,
                minute: time / 100 % 100, second: time % 100, millisecond: 0)
            return (local, !hasTime, isUTC)
        } catch {
            throw RuleTextError(column, "it is no date: \(error.message)")
        }
    }
}
