import JSON
import Recurrence
import Timekeeping

/// The next occurrences of a recurrence that no task has yet.
struct RecurrencePreview {
    private let recurrence: Recurrence
    private let occurrences: [Occurrence]
    /// Whose clocks the local times are those of.
    private let zone: Zone

    /// - Throws: where the rule can't be read, nothing ever occurs, or it takes too long to find out.
    init(
        _ rule: RecurrenceRule, _ timing: Timing, seed: UInt64, after: Timestamp, limit: Int,
        calendars: CalendarBook = CalendarBook()
    ) throws(RecurrenceError) {
        let accepted = try rule.accepted(
            anchor: timing.anchor, localAnchor: timing.skippedLocal, zone: timing.zone, seed: seed,
            after: timing.anchor - .milliseconds(1), countsAnchor: timing.isAnchored,
            calendars: calendars)
        zone = rule.zone ?? timing.zone
        recurrence = try Recurrence(
            accepted.rule, anchor: timing.anchor, localAnchor: timing.skippedLocal, zone: timing.zone, seed: seed,
            calendars: calendars)
        occurrences = try recurrence.occurrences(after: after, limit: limit)
    }

    var json: RawJSON {
        let bytes = JSONWriter.object(capacity: 128 + 128 * occurrences.count) { json in
            json.field("description", recurrence.description)
            json.array("occurrences") { json in
                for occurrence in occurrences {
                    json.object { json in
                        json.field("at", occurrence.at.rfc3339)
                        json.field("local", occurrence.at.rfc3339(in: zone))
                        if let from = occurrence.movedFrom {
                            json.field("moved_from", String(from.description.prefix(19)))
                        }
                        json.array("notes") { json in
                            for note in occurrence.notes { json.string(note.rawValue) }
                        }
                    }
                }
            }
        }
        return RawJSON(unchecked: bytes)
    }
}
