import JSON
import Messages
import TaskModel
import Testing
import Timekeeping

@testable import API

/// The zone of tasks that name none.
@Suite struct StandardZoneTests {
    private static let now = Timestamp(milliseconds: 1_781_103_600_000)
    private static let berlin = Zone(identifier: "Europe/Berlin")

    private func task(_ fields: String, zone: Zone? = berlin) throws -> TaskDefinition {
        try TaskParser.parse(
            Array(#"{"action":"a","payload":1,\#(fields)}"#.utf8), id: TaskID(high: 1, low: 2), now: Self.now,
            zone: zone)
    }

    @Test func aTimeWithoutAnOffsetIsInIt() throws {
        let expected = try Timestamp(rfc3339: "2026-07-01T07:00:00Z")
        #expect(try task(#""run_at":"2026-07-01T09:00""#).runAt == expected)
        #expect(throws: Problem.self) { try task(#""run_at":"2026-07-01T09:00:00""#, zone: nil) }
        let expiry = try task(#""run_at":"2026-07-01T09:00","expires_at":"2026-07-01T10:00""#).expiresAt
        #expect(expiry == expected + .seconds(3600))
    }

    @Test func aRecurrenceFollowsItsClocks() throws {
        let recurring = try task(#""recurrence":{"cron":"0 9 * * *"}"#)
        #expect(recurring.zone.identifier == "Europe/Berlin")
        #expect(recurring.firstAt == (try Timestamp(rfc3339: "2026-06-11T07:00:00Z")))
        #expect(try task(#""recurrence":{"cron":"0 9 * * *"}"#, zone: nil).zone == .utc)
    }

    @Test func whatTheTaskSaysGoesBeforeIt() throws {
        let named = try task(#""timezone":"America/New_York","run_at":"2026-07-01T09:00""#)
        #expect(named.runAt == (try Timestamp(rfc3339: "2026-07-01T13:00:00Z")))
        #expect(try task(#""run_at":"2026-07-01T09:00Z""#).runAt == (try Timestamp(rfc3339: "2026-07-01T09:00:00Z")))
        let utc = try task(#""timezone":"UTC","recurrence":"daily","run_at":"2026-07-01T09:00Z""#)
        #expect(utc.zone == .utc)
    }

    @Test func previewsAreInIt() throws {
        let preview = try PreviewParser.parse(
            Array(#"{"recurrence":{"cron":"0 9 * * *"},"limit":1}"#.utf8), now: Self.now, zone: Self.berlin)
        #expect(preview.json.description.contains("Europe/Berlin"))
    }
}
