import Timekeeping

/// A time as a client gave it: an instant, or local time in the zone of the task.
enum TimeField {
    struct Resolved: Hashable {
        var instant: Timestamp
        /// The local time, where no such time exists on that day.
        var skippedLocal: LocalDateTime?
    }

    /// - Parameter zone: of the task; nil where none was given.
    /// - Throws: ``FieldError`` at `pointer`.
    static func resolve(_ text: String, in zone: Zone?, pointer: String) throws(FieldError) -> Resolved {
        do {
            return Resolved(instant: try Timestamp(rfc3339: text))
        } catch  where error.code == .missingOffset {
            guard let zone else { throw FieldError(pointer, error.message) }
            return try local(text, in: zone, pointer: pointer)
        } catch {
            throw FieldError(pointer, error.message)
        }
    }

    private static func local(_ text: String, in zone: Zone, pointer: String) throws(FieldError) -> Resolved {
        do {
            let local = try LocalDateTime(parsing: text)
            let instant = zone.instant(of: local)
            // A time in a gap: the occurrences after it are to be at that time again, and not at the end of the gap.
            return Resolved(instant: instant, skippedLocal: zone.local(of: instant) == local ? nil : local)
        } catch {
            throw FieldError(pointer, error.message)
        }
    }
}
