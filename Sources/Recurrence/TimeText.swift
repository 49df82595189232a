import Timekeeping

/// Times in rules: RFC 3339 with an offset, or local without one; where it makes sense, a day.
enum TimeText {
    /// - Throws: where the text is no time.
    static func instant(_ text: String, in zone: Zone, at pointer: String) throws(RecurrenceError) -> Timestamp {
        do {
            return try Timestamp(rfc3339: text)
        } catch  where error.code == .missingOffset {
            return zone.instant(of: try local(text, at: pointer))
        } catch {
            throw RecurrenceError(error.message, at: pointer)
        }
    }

    static func local(_ text: String, at pointer: String) throws(RecurrenceError) -> LocalDateTime {
        do {
            return try LocalDateTime(parsing: text)
        } catch {
            throw RecurrenceError(error.message, at: pointer)
        }
    }

    /// A day such as `2026-12-24`; nil where the text is longer or shorter.
    static func day(_ text: String, at pointer: String) throws(RecurrenceError) -> LocalDateTime? {
        guard text.utf8.count == 10 else { return nil }
        return try local(text + "T00:00:00", at: pointer)
    }

    /// The instants that a day, or a time, begins and ends with; the end is not part of it.
    static func span(_ text: String, in zone: Zone, at pointer: String) throws(RecurrenceError) -> Range<Timestamp> {
        if let day = try day(text, at: pointer) {
            let next = LocalDateTime(milliseconds: day.milliseconds + LocalDateTime.millisecondsPerDay)
            return zone.instant(of: day)..<max(zone.instant(of: day), zone.instant(of: next))
        }
        let instant = try instant(text, in: zone, at: pointer)
        return instant..<instant + .milliseconds(1)
    }
}
