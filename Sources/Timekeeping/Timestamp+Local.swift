extension Timestamp {
    /// RFC 3339 with the offset of a zone, and milliseconds where there are any: `2026-06-10T17:00:00+02:00`.
    ///
    /// Offsets of the past that are no whole minutes are written with their seconds, as ISO 8601 has it.
    public func rfc3339(in zone: Zone) -> String {
        let offset = zone.secondsAheadOfUTC(at: self)
        let local = LocalDateTime(milliseconds: milliseconds + Int64(offset) * 1000)
        let text = local.description
        let (hours, minutes, seconds) = (abs(offset) / 3600, abs(offset) / 60 % 60, abs(offset) % 60)
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return (local.millisecond == 0 ? String(text.prefix(19)) : text) + (offset < 0 ? "-" : "+")
            + "\(two(hours)):\(two(minutes))" + (seconds == 0 ? "" : ":\(two(seconds))")
    }
}
