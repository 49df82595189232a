import Timekeeping

/// The days of a month that cron's two day fields select.
struct DayFields: Hashable, Sendable {
    /// Days of the month, 1...31.
    var days = BitMask()
    /// Days counted back from the last day, 0...30: `L`, `L-3`.
    var fromLast = BitMask()
    /// Days whose nearest working day in the same month is selected, 1...31: `15W`.
    var nearest = BitMask()
    /// The last working day: `LW`.
    var lastWorkingDay = false
    /// Days of the week, Monday 0 to Sunday 6.
    var weekdays = BitMask()
    /// The nth day of the week in the month, as bit 8 × day + n: `MON#2`; the last one as n = 0: `FRIL`.
    var ordinals = BitMask()
    /// Whether a field is not restricted: `*` or `?`, or begins with `*` as in `*/2`.
    var anyDay = true
    var anyWeekday = true
    /// Whether a day must match both fields if both are restricted; otherwise one of them is enough.
    var needsBoth = false

    /// The selected days of a month, as bits 1...31.
    func days(month: Int, year: Int) -> BitMask {
        let length = CivilDate.daysInMonth(month, ofYear: year)
        let all = BitMask(bits: (1 << UInt64(length + 1)) - 2)
        let firstWeekday = CivilDate.weekday(ofDay: CivilDate.firstDay(ofMonth: month, year: year))
        let byDay = daysOfMonth(length: length, firstWeekday: firstWeekday).bits
        let byWeekday = daysOfWeek(length: length, firstWeekday: firstWeekday).bits
        // cron(5): if both fields are restricted, a day that matches either one is selected. A field that begins with *
        // is not restricted, though */2 leaves days out: then both must match (DOM_STAR and DOW_STAR in Vixie cron).
        let isEither = !anyDay && !anyWeekday && !needsBoth
        return BitMask(bits: all.bits & (isEither ? byDay | byWeekday : byDay & byWeekday))
    }

    private func daysOfMonth(length: Int, firstWeekday: Int) -> BitMask {
        var result = days
        for offset in fromLast.values where offset < length { result.insert(length - offset) }
        // For a day that the month does not have, the last day of the month is used.
        for day in nearest.values {
            result.insert(Self.workingDay(nearestTo: min(day, length), length: length, firstWeekday: firstWeekday))
        }
        if lastWorkingDay {
            result.insert(length - max(0, (firstWeekday + length - 1) % 7 - 4))
        }
        return result
    }

    private static func workingDay(nearestTo day: Int, length: Int, firstWeekday: Int) -> Int {
        switch (firstWeekday + day - 1) % 7 {
        case 5: day > 1 ? day - 1 : day + 2
        case 6: day < length ? day + 1 : day - 2
        default: day
        }
    }

    private func daysOfWeek(length: Int, firstWeekday: Int) -> BitMask {
        var result = BitMask()
        for weekday in weekdays.values {
            let first = 1 + (weekday - firstWeekday + 7) % 7
            result.bits |= 0x1020_4081 << UInt64(first)
        }
        for bit in ordinals.values {
            let (weekday, ordinal) = (bit / 8, bit % 8)
            let first = 1 + (weekday - firstWeekday + 7) % 7
            let day = ordinal == 0 ? first + (length - first) / 7 * 7 : first + 7 * (ordinal - 1)
            if day <= length { result.insert(day) }
        }
        return result
    }
}
