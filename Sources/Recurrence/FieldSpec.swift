/// A field of cron or of its readable form: its name, its range and its names for values.
struct FieldSpec: Sendable {
    let name: String
    let range: ClosedRange<Int>
    /// The names of values, from the lower end of the range, or nil where there are none.
    let names: [String]?
    /// What else may stand there, for errors.
    let extras: String

    static let second = FieldSpec(name: "second", range: 0...59, names: nil, extras: "")
    static let minute = FieldSpec(name: "minute", range: 0...59, names: nil, extras: "")
    static let hour = FieldSpec(name: "hour", range: 0...23, names: nil, extras: "")
    static let dayOfMonth = FieldSpec(name: "day of month", range: 1...31, names: nil, extras: ", L or W")
    static let month = FieldSpec(
        name: "month", range: 1...12,
        names: ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"],
        extras: ", or JAN to DEC")
    /// As cron has it: Sunday is 0, and 7 too.
    static let dayOfWeek = FieldSpec(
        name: "day of week", range: 0...7, names: ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"],
        extras: ", or SUN to SAT")
    static let year = FieldSpec(name: "year", range: 1970...9999, names: nil, extras: "")
    /// As Amazon EventBridge has it: Sunday is 1.
    static let eventBridgeDayOfWeek = FieldSpec(
        name: "day of week", range: 1...7, names: dayOfWeek.names, extras: ", or SUN to SAT, which is 7")
    static let eventBridgeYear = FieldSpec(name: "year", range: 1970...2199, names: nil, extras: "")

    /// The range without second names for a value: cron's 7 is 0.
    var whole: ClosedRange<Int> { range == 0...7 ? 0...6 : range }

    /// The same, with the days that every month has.
    var everyMonth: ClosedRange<Int> { range.upperBound == 31 ? 1...28 : whole }

    /// The value of a name such as `FRI`; full names count, too.
    func value(of name: String) -> Int? {
        guard name.count >= 3, let names else { return nil }
        let long = self.name == "month" ? Self.longMonths : Self.longDays
        guard let index = names.firstIndex(of: name) ?? long.firstIndex(of: name) else { return nil }
        return range.lowerBound + index
    }

    /// What may stand there.
    var expected: String { "\(name) must be \(range.lowerBound) to \(range.upperBound)\(extras)" }

    static let longDays = ["SUNDAY", "MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY"]
    static let longMonths = [
        "JANUARY", "FEBRUARY", "MARCH", "APRIL", "MAY", "JUNE", "JULY", "AUGUST", "SEPTEMBER", "OCTOBER", "NOVEMBER",
        "DECEMBER",
    ]
}
