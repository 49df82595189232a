/// The values of an hour, minute or second field, and which of them go on like a clock's.
///
/// A value that stands alone is a fixed time, as in `30 2 * * *`. One that comes from `*`, a range or a step is a moment
/// of something that goes on, as in `*/5 * * * *`.
struct TimeField: Hashable, Sendable {
    let range: ClosedRange<Int>
    private(set) var values = BitMask()
    /// Those that come from a range or a step.
    private(set) var moving = BitMask()
    /// Whether the values go round the whole field at a steady distance, as `*`, `*/5` and `H/15` do.
    private(set) var isRound = false

    init(_ range: ClosedRange<Int>) {
        self.range = range
    }

    /// A field that is left out.
    static func zero(_ range: ClosedRange<Int>) -> TimeField {
        var field = TimeField(range)
        field.insert([0])
        return field
    }

    /// - Parameter elements: what one element of the field stands for, in its order.
    mutating func insert(_ elements: [Int]) {
        for value in elements { values.insert(value) }
        if elements.count > 1, let first = elements.first, let last = elements.last {
            for value in elements { moving.insert(value) }
            let step = elements[1] - first
            if step > 0, last >= first, first - step < range.lowerBound, last + step > range.upperBound {
                isRound = true
            }
        }
        if values.count == range.count { (moving, isRound) = (values, true) }
    }
}

extension CalendarRule {
    /// As in cron, a rule whose hours go on keeps its pace while clocks show an hour twice, and so does one whose minutes
    /// or seconds go on all through the hour.
    init(
        hours: TimeField, minutes: TimeField, seconds: TimeField, days: DayFields, months: BitMask = BitMask(1...12),
        years: [Int]? = nil
    ) {
        self.init(
            times: TimesOfDay(hours: hours.values, minutes: minutes.values, seconds: seconds.values), days: days,
            months: months, years: years)
        pace = minutes.isRound || seconds.isRound ? BitMask(0...23) : hours.moving
    }
}
