public import Timekeeping

/// A date or a time as an iCalendar file has it (RFC 5545, sections 3.3.4 and 3.3.5).
public enum ICalendarTime: Hashable, Sendable {
    /// A whole day: `VALUE=DATE`.
    case day(CivilDate)
    /// A time on the clocks of a zone; of any zone if there is none ("floating").
    case local(LocalDateTime, zone: Zone?)
    /// An instant: the time ends with `Z`.
    case instant(Timestamp)

    /// The date and time on its own clocks; midnight of a day.
    public var local: LocalDateTime {
        switch self {
        case .day(let date): LocalDateTime(date: date, millisecondOfDay: 0)
        case .local(let local, _): local
        case .instant(let instant): Zone.utc.local(of: instant)
        }
    }

    /// Whose clocks show ``local``; `nil` for a day and for a floating time.
    public var zone: Zone? {
        switch self {
        case .day: nil
        case .local(_, let zone): zone
        case .instant: .utc
        }
    }

    public var isDay: Bool {
        if case .day = self { true } else { false }
    }

    /// The instant that it stands for.
    ///
    /// - Parameter zone: whose clocks count if it names none.
    public func instant(in zone: Zone) -> Timestamp {
        if case .instant(let instant) = self { return instant }
        return (self.zone ?? zone).instant(of: local)
    }

    /// `20261224`, `20261224T180000` or `20261224T180000Z`; `nil` if the text is none of these.
    init?(_ text: Substring, zone: Zone?) {
        let bytes = Array(text.utf8)
        func number(_ range: Range<Int>) -> Int? {
            var value = 0
            for byte in bytes[range] {
                guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte else { return nil }
                value = value * 10 + Int(byte - UInt8(ascii: "0"))
            }
            return value
        }
        guard bytes.count >= 8, let year = number(0..<4), let month = number(4..<6), let day = number(6..<8),
            let date = CivilDate(year: year, month: month, day: day), year >= 1, year <= 9999
        else { return nil }
        guard bytes.count > 8 else {
            self = .day(date)
            return
        }
        let isUTC = bytes.count == 16 && bytes[15] | 0x20 == UInt8(ascii: "z")
        guard bytes.count == 15 || isUTC, bytes[8] | 0x20 == UInt8(ascii: "t"), let hour = number(9..<11), hour < 24,
            let minute = number(11..<13), minute < 60, let second = number(13..<15), second <= 60
        else { return nil }
        let local = LocalDateTime(
            date: date, millisecondOfDay: Int64(hour * 3600 + minute * 60 + min(second, 59)) * 1000)
        self = isUTC ? .instant(Zone.utc.instant(of: local)) : .local(local, zone: zone)
    }

    /// The time that is later by so many milliseconds on its own clocks.
    func advanced(by milliseconds: Int64) -> ICalendarTime {
        switch self {
        case .day(let date):
            let days = Int((milliseconds + LocalDateTime.millisecondsPerDay - 1) / LocalDateTime.millisecondsPerDay)
            return .day(CivilDate(daysSinceEpoch: date.daysSinceEpoch + days))
        case .local(let local, let zone):
            return .local(LocalDateTime(milliseconds: local.milliseconds + milliseconds), zone: zone)
        case .instant(let instant): return .instant(instant + .milliseconds(milliseconds))
        }
    }
}
