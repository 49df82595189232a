/// A field of cron or of its readable form: its name, its range and the names of its values.
struct FieldSpec: Sendable {
    let name: String
    let range: ClosedRange<Int>
    /// The names of values, from the lower end of the range; `nil` if they have none.
    let names: [String]?
    /// What else is allowed, for errors.
    let extras: String

    static let second = FieldSpec(name: "second", range: 0...59, names: nil, extras: "")
    static let minute = FieldSpec(name: "minute", range: 0...59, names: nil, extras: "")
    static let hour = FieldSpec(name: "hour", range: 0...23, names: nil, extras: "")
    static let dayOfMonth = FieldSpec(name: "day of month", range: 1...31, names: nil, extras: ", L or W")
    static let month = FieldSpec(
        name: "month", range: 1...12,
        names: ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"],
        extras: ", or JAN to DEC")
    /// The day of the week in cron: Sunday is 0 or 7.
    static let dayOfWeek = FieldSpec(
        name: "day of week", range: 0...7, names: ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"],
        extras: ", or SUN to SAT")
    static let year = FieldSpec(name: "year", range: 1970...9999, names: nil, extras: "")
    /// The day of the week in Amazon EventBridge: Sunday is 1.
    static let eventBridgeDayOfWeek = FieldSpec(
        name: "day of week", range: 1...7, names: dayOfWeek.names, extras: ", or SUN to SAT, which is 7")
    static let eventBridgeYear = FieldSpec(name: "year", range: 1970...2199, names: nil, extras: "")

    /// The range with one number for each value: cron's 7 is the same as 0.
    var whole: ClosedRange<Int> { range == 0...7 ? 0...6 : range }

    /// The whole range; for days of the month, only those that every month has.
    var everyMonth: ClosedRange<Int> { range.upperBound == 31 ? 1...28 : whole }

    /// The value of a name such as `FRI` or `FRIDAY`.
    func value(of name: String) -> Int? {
        guard name.count >= 3, let names else { return nil }
        let long = self.name == "month" ? Self.longMonths : Self.longDays
        guard let index = names.firstIndex(of: name) ?? long.firstIndex(of: name) else { return nil }
        return range.lowerBound + index
    }

    /// What is allowed, for errors.
    var expected: String { "\(name) must be \(range.lowerBound) to \(range.upperBound)\(extras)" }

    static let longDays = ["SUNDAY", "MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY"]
    static let longMonths = [
        "JANUARY", "FEBRUARY", "MARCH", "APRIL", "MAY", "JUNE", "JULY", "AUGUST", "SEPTEMBER", "OCTOBER", "NOVEMBER",
        "DECEMBER",
    ]
}

/// The values of an hour, minute or second field, and which of them continue like a clock.
///
/// A single value is a fixed time, as in `30 2 * * *`. A value from `*`, a range or a step belongs to something that
/// continues, as in `*/5 * * * *`.
struct TimeField: Hashable, Sendable {
    let range: ClosedRange<Int>
    private(set) var values = BitMask()
    /// The values that come from `*`, a range or a step.
    private(set) var moving = BitMask()
    /// Whether the values cover the whole field at a fixed distance, as `*`, `*/5` and `H/15` do.
    private(set) var isRound = false

    init(_ range: ClosedRange<Int>) {
        self.range = range
    }

    /// The field with the value 0, for a field that is left out.
    static func zero(_ range: ClosedRange<Int>) -> TimeField {
        var field = TimeField(range)
        field.insert([0])
        return field
    }

    /// - Parameter elements: the values of one element of the field, in its order.
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
    /// As in cron, a rule keeps its pace while the clocks show an hour twice if its hours continue, or if its minutes
    /// or seconds continue through the whole hour.
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
