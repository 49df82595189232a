/// The yearly changes of a zone's clocks, as in POSIX's variable `TZ`: `CET-1CEST,M3.5.0,M10.5.0/3`.
///
/// Hours may be up to ±167, as in RFC 9636 (3.3.1).
struct PosixZoneRule: Hashable, Sendable {
    /// Seconds ahead of UTC, as in the whole module; POSIX writes the seconds behind UTC.
    let standardOffset: Int
    /// `nil` if there is no summer time.
    let summer: Summer?

    /// The part of the year with another offset; in the south it includes the end of the year.
    struct Summer: Hashable, Sendable {
        let offset: Int
        let start: YearlyChange
        let end: YearlyChange
    }

    /// Seconds ahead of UTC at a UTC second.
    func offset(at second: Int64) -> Int {
        guard let summer else { return standardOffset }
        let local = second + Int64(standardOffset)
        let year = CivilDate(daysSinceEpoch: Int(local.flooredQuotient(by: 86_400))).year
        let start = summer.start.second(in: year) - Int64(standardOffset)
        let end = summer.end.second(in: year) - Int64(summer.offset)
        let isSummer = start < end ? start..<end ~= second : !(end..<start ~= second)
        return isSummer ? summer.offset : standardOffset
    }
}

/// A day of each year and a time on it, as shown by the clock before the change.
struct YearlyChange: Hashable, Sendable {
    enum Day: Hashable, Sendable {
        /// `Jn`: 1...365, February 29 never counted.
        case julian(Int)
        /// `n`: 0...365, February 29 counted.
        case zeroBased(Int)
        /// `Mm.w.d`: a month, the week of it (5 is the last) and the day, 0 for Sunday.
        case weekday(month: Int, week: Int, day: Int)
    }

    let day: Day
    /// Seconds from the day's midnight; the time may be on another day.
    let seconds: Int

    /// The seconds since 1970-01-01T00:00:00 on that clock.
    func second(in year: Int) -> Int64 {
        Int64(dayNumber(in: year)) * 86_400 + Int64(seconds)
    }

    private func dayNumber(in year: Int) -> Int {
        let newYear = CivilDate.firstDay(ofYear: year)
        switch day {
        case .julian(let day):
            let leapDay = CivilDate.daysInYear(year) == 366 && day >= 60 ? 1 : 0
            return newYear + day - 1 + leapDay
        case .zeroBased(let day):
            return newYear + day
        case .weekday(let month, let week, let day):
            let first = CivilDate.firstDay(ofMonth: month, year: year)
            // ``CivilDate/weekday(ofDay:)`` counts from Monday.
            let firstMatch = (day + 6 - CivilDate.weekday(ofDay: first)) % 7
            let match = (firstMatch + 7) % 7 + (week - 1) * 7
            return first + (match < CivilDate.daysInMonth(month, ofYear: year) ? match : match - 7)
        }
    }
}

extension PosixZoneRule {
    /// Parses a value of `TZ` as POSIX defines it, with an explicit rule; `nil` if the text is malformed.
    init?(_ text: String) {
        var scanner = PosixScanner(rest: Array(text.utf8)[...])
        guard scanner.skipName(), let behind = scanner.time() else { return nil }
        standardOffset = -behind
        guard !scanner.rest.isEmpty else {
            summer = nil
            return
        }
        guard scanner.skipName() else { return nil }
        var offset = standardOffset + 3600
        if scanner.rest.first != UInt8(ascii: ",") {
            guard let behind = scanner.time() else { return nil }
            offset = -behind
        }
        guard let start = scanner.change(), let end = scanner.change(), scanner.rest.isEmpty else { return nil }
        summer = Summer(offset: offset, start: start, end: end)
    }
}

private struct PosixScanner {
    var rest: ArraySlice<UInt8>

    /// Skips a name: letters, or any text between `<` and `>`.
    mutating func skipName() -> Bool {
        if skip("<") {
            guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { return false }
            rest = rest[(end + 1)...]
            return true
        }
        let name = rest.prefix { UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 | 0x20 }
        rest = rest.dropFirst(name.count)
        return name.count >= 3
    }

    /// Reads `[+-]hh[:mm[:ss]]`, in seconds.
    mutating func time() -> Int? {
        let sign = skip("-") ? -1 : 1
        if sign == 1 { _ = skip("+") }
        guard let hours = number(upTo: 167) else { return nil }
        var seconds = hours * 3600
        for unit in [60, 1] where skip(":") {
            guard let value = number(upTo: 59) else { return nil }
            seconds += value * unit
        }
        return sign * seconds
    }

    /// Reads `,date[/time]`; the default time is 2:00.
    mutating func change() -> YearlyChange? {
        guard skip(","), let day = day() else { return nil }
        guard skip("/") else { return YearlyChange(day: day, seconds: 2 * 3600) }
        return time().map { YearlyChange(day: day, seconds: $0) }
    }

    private mutating func day() -> YearlyChange.Day? {
        if skip("J") {
            guard let day = number(upTo: 365), day > 0 else { return nil }
            return .julian(day)
        }
        guard skip("M") else { return number(upTo: 365).map { .zeroBased($0) } }
        guard
            let month = number(upTo: 12), month > 0, skip("."),
            let week = number(upTo: 5), week > 0, skip("."),
            let day = number(upTo: 6)
        else { return nil }
        return .weekday(month: month, week: week, day: day)
    }

    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest.removeFirst()
        return true
    }

    private mutating func number(upTo limit: Int) -> Int? {
        let digits = rest.prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
        guard 1...3 ~= digits.count else { return nil }
        rest = rest.dropFirst(digits.count)
        let value = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        return value <= limit ? value : nil
    }
}
