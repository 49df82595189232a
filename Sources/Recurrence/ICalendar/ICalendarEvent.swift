public import Timekeeping

/// A `VEVENT` of an iCalendar file.
public struct ICalendarEvent: Hashable, Sendable {
    /// A recurrence rule with its line.
    public struct Rule: Hashable, Sendable {
        /// The text after `RRULE:`.
        public var text: String
        public var line: Int
    }

    /// The line of its `BEGIN:VEVENT`, from 1.
    public var line: Int
    public var uid: String?
    public var summary: String?
    public var description: String?
    public var start: ICalendarTime
    /// `DTEND`, or the start plus `DURATION`: the end is not part of the event. `nil` if it has neither.
    public var end: ICalendarTime?
    public var rules: [Rule] = []
    /// `EXDATE`: excluded starts.
    public var exceptions: [ICalendarTime] = []
    /// `RDATE`: added starts; for a period, its start.
    public var additions: [ICalendarTime] = []
    /// `RECURRENCE-ID`: the start of the occurrence that this event replaces.
    public var recurrenceID: ICalendarTime?
    /// `STATUS:CANCELLED`.
    public var isCancelled = false
}

/// An error in an iCalendar file.
public struct ICalendarError: Error, Hashable, Sendable, CustomStringConvertible {
    /// From 1.
    public var line: Int
    public var message: String

    public init(line: Int, _ message: String) {
        self.line = line
        self.message = message
    }

    public var description: String { "line \(line): \(message)" }
}

/// A date or a time of an iCalendar file (RFC 5545, sections 3.3.4 and 3.3.5).
public enum ICalendarTime: Hashable, Sendable {
    /// A whole day: `VALUE=DATE`.
    case day(CivilDate)
    /// A local time in a zone; in any zone if there is none ("floating").
    case local(LocalDateTime, zone: Zone?)
    /// An instant: the time ends with `Z`.
    case instant(Timestamp)

    /// The local date and time; midnight for a day.
    public var local: LocalDateTime {
        switch self {
        case .day(let date): LocalDateTime(date: date, millisecondOfDay: 0)
        case .local(let local, _): local
        case .instant(let instant): Zone.utc.local(of: instant)
        }
    }

    /// The zone of ``local``; `nil` for a day and for a floating time.
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
    /// - Parameter zone: the zone to use if it has none.
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

    /// The time that is later by some milliseconds of local time.
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
