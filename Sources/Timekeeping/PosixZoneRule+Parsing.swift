extension PosixZoneRule {
    /// Reads the value of `TZ` as POSIX defines it, with the rule written out; nil where it is none.
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

    /// Letters, or anything between `<` and `>`.
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

    /// `[+-]hh[:mm[:ss]]`, in seconds.
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

    /// `,date[/time]`; at 2:00 where no time is given.
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
