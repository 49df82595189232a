import JSON
import Timekeeping

@testable import Recurrence

/// Reads a rule from JSON, as a client sends it.
func rule(_ json: String) throws -> RecurrenceRule {
    var reader = try JSONReader(Array(json.utf8))
    let rule = try RecurrenceRule(reading: &reader)
    try reader.finish()
    return rule
}

/// A recurrence from JSON, whose anchor is local time in its zone.
func recurrence(_ json: String, from local: String, in zone: String = "UTC", seed: UInt64 = 0) throws -> Recurrence {
    guard let zone = Zone(identifier: zone) else { throw RecurrenceError("no zone") }
    let localAnchor = try LocalDateTime(parsing: local)
    let anchor = zone.instant(of: localAnchor)
    let start = anchor - .milliseconds(1)
    let accepted = try rule(json).accepted(
        anchor: anchor, localAnchor: localAnchor, zone: zone, seed: seed, after: start)
    return try Recurrence(accepted.rule, anchor: anchor, localAnchor: localAnchor, zone: zone, seed: seed)
}

extension Recurrence {
    /// The next occurrences after an instant.
    func occurrences(_ count: Int, after instant: Timestamp? = nil) -> [Occurrence] {
        var found: [Occurrence] = []
        var last = instant ?? anchor - .milliseconds(1)
        while found.count < count, let next = occurrence(after: last) {
            found.append(next)
            last = next.at
        }
        return found
    }

    /// The next occurrences as local times to the minute, such as `1997-09-02 09:00`.
    func localTimes(_ count: Int, after instant: Timestamp? = nil) -> [String] {
        occurrences(count, after: instant).map { occurrence in
            String(zone.local(of: occurrence.at).description.prefix(16)).replacing("T", with: " ")
        }
    }
}

extension LocalDateTime {
    /// Its day, such as `2026-12-24`.
    var day10: String { String(description.prefix(10)) }
}
