import Testing
import Timekeeping

@testable import CommandLine

struct MomentTextTests {
    /// A Wednesday, 14:00 in Berlin.
    private let now = ToolRun.now
    private let berlin = Zone(identifier: "Europe/Berlin") ?? .utc

    @Test(arguments: [
        ("2026-06-10T15:00:00Z", "2026-06-10T15:00:00Z", false),
        ("2026-06-10T15:00:00+02:00", "2026-06-10T15:00:00+02:00", false),
        ("2026-06-10T15:00Z", "2026-06-10T15:00:00Z", false),
        ("2026-06-10T15:00:00", "2026-06-10T15:00:00", true),
        ("2026-06-10 15:00", "2026-06-10T15:00:00", true),
        ("2026-06-10 15:00:30", "2026-06-10T15:00:30", true),
        ("now", "2026-06-10T12:00:00.000Z", false),
        ("15:00", "2026-06-10T15:00:00", true),
        ("09:00", "2026-06-11T09:00:00", true),
        ("today 09:00", "2026-06-10T09:00:00", true),
        ("tomorrow 09:00", "2026-06-11T09:00:00", true),
        ("friday 09:00", "2026-06-12T09:00:00", true),
        ("mon 09:00", "2026-06-15T09:00:00", true),
        ("Wednesday 15:00", "2026-06-10T15:00:00", true),
        ("wednesday 13:00", "2026-06-17T13:00:00", true),
    ])
    func reads(text: String, rfc3339: String, isLocal: Bool) throws {
        let moment = try MomentText(text, flag: "--at", now: now, zone: berlin)
        #expect(moment.rfc3339 == rfc3339)
        #expect(moment.isLocal == isLocal)
    }

    @Test func aLocalTimeIsOnTheClocksOfTheZone() throws {
        let moment = try MomentText("tomorrow 09:00", flag: "--at", now: now, zone: berlin)
        #expect(moment.instant.rfc3339 == "2026-06-11T07:00:00.000Z")
    }

    @Test(arguments: [
        "", "soon", "25:00", "9", "someday 09:00", "tomorrow", "2026-02-30T09:00:00Z", "2026-13-01 09:00",
    ])
    func refuses(text: String) {
        let failure = #expect(throws: Failure.self) { try MomentText(text, flag: "--at", now: now, zone: berlin) }
        #expect(failure?.status == .usage)
        #expect(failure?.message.hasPrefix("--at: ") == true)
    }
}
